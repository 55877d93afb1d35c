package io.stargazer.rpc.balance;

import io.stargazer.rpc.Address;
import java.util.Map;

/**
 * One instance that can be called.
 *
 * @param weight 1-10,000; twice the weight, twice the calls
 * @param zone where it runs, empty when unknown
 * @param tags what else is known of it
 */
public record Endpoint(Address address, int weight, String zone, Map<String, String> tags) {

    public Endpoint {
        if (weight < 1 || weight > 10_000) {
            throw new IllegalArgumentException("a weight is 1-10000, not " + weight);
        }
        tags = Map.copyOf(tags);
    }

    public static Endpoint of(Address address) {
        return new Endpoint(address, 1, "", Map.of());
    }

    public Endpoint withWeight(int changed) {
        return new Endpoint(address, changed, zone, tags);
    }

    public Endpoint withZone(String changed) {
        return new Endpoint(address, weight, changed, tags);
    }
}

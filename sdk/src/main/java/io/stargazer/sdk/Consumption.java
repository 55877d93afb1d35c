package io.stargazer.sdk;

import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.Selector;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.balance.Balancer;
import io.stargazer.rpc.balance.Endpoint;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.outlier.EjectionRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a service is called, see {@link Stargazer#consume(String, Class, Consumption)} (RP-4, RP-7).
 *
 * @param selector which of the instances
 * @param balancer which of those for a call; those of our own zone come first whatever it says
 * @param calls how each call is made; a timeout given here counts more than that of the contract
 * @param ejection when an instance that fails is left alone
 */
public record Consumption(
        Selector selector, Balancer balancer, CallOptions calls, EjectionRules ejection) {

    /** Any instance, by least load, with the contract's timeouts, without hedging. */
    public static final Consumption PLAIN =
            new Consumption(
                    Selector.ANY,
                    Balancer.leastLoaded(),
                    CallOptions.DEFAULT,
                    EjectionRules.DEFAULT);

    public Consumption withSelector(Selector changed) {
        return new Consumption(changed, balancer, calls, ejection);
    }

    public Consumption withBalancer(Balancer changed) {
        return new Consumption(selector, changed, calls, ejection);
    }

    public Consumption withCalls(CallOptions changed) {
        return new Consumption(selector, balancer, changed, ejection);
    }

    public Consumption withEjection(EjectionRules changed) {
        return new Consumption(selector, balancer, calls, changed);
    }

    Balancer balancerIn(String zone) {
        return zone.isEmpty() ? balancer : Balancer.zoneFirst(zone, balancer);
    }

    /** Those to call: an instance of weight 0 is being emptied. */
    List<Endpoint> endpoints(ServiceView view) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Registration registration : view.registrations()) {
            Instance instance = registration.instance();
            if (instance.weight() > 0 && selector.accepts(instance)) {
                endpoints.add(
                        new Endpoint(
                                Address.parse(instance.address()),
                                instance.weight(),
                                instance.zone(),
                                Map.of()));
            }
        }
        return endpoints;
    }
}

package io.stargazer.api.registry;

import io.stargazer.api.Limits;
import io.stargazer.api.Name;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One process that offers a service, as it describes itself (RG-1).
 *
 * @param id chosen by the provider, unique within the service, 1 to 63 characters as all names
 * @param version compared as a version: {@code 2.9} is before {@code 2.10}; 1 to 63 characters
 * @param address {@code host:port} that consumers connect to
 * @param weight share of the calls, 0 to 10,000, usually {@link #DEFAULT_WEIGHT}; 0 drains: no new
 *     calls
 * @param zone where it runs, a name, or empty
 * @param tags at most 32 words of at most 63 characters, kept sorted, without repeats
 * @param metadata at most 64 entries, keys and values of at most 512 characters
 */
public record Instance(
        String id,
        String version,
        String address,
        int weight,
        String zone,
        List<String> tags,
        SortedMap<String, String> metadata) {

    public static final int DEFAULT_WEIGHT = 100;

    private static final int MAX_WEIGHT = 10_000;

    public Instance {
        Name.require("instance", id);
        Limits.text("version", version, 63);
        Version.require(version);
        requireAddress(address);
        Limits.range("weight", weight, 0, MAX_WEIGHT);
        if (!zone.isEmpty()) {
            Name.require("zone", zone);
        }
        Limits.list("tags", tags, 32, 63);
        Limits.map("metadata", metadata, 64, 512);
        tags = tags.isEmpty() ? List.of() : tags.stream().sorted().distinct().toList();
        metadata =
                metadata.isEmpty()
                        ? Collections.emptySortedMap()
                        : Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    }

    /** An instance with usual weight and nothing special. */
    public static Instance of(String id, String version, String address) {
        return new Instance(
                id, version, address, DEFAULT_WEIGHT, "", List.of(), Collections.emptySortedMap());
    }

    public Instance withWeight(int newWeight) {
        return new Instance(id, version, address, newWeight, zone, tags, metadata);
    }

    private static void requireAddress(String address) {
        Limits.text("address", address, 255);
        int colon = address.lastIndexOf(':');
        boolean isLegal =
                colon > 0
                        && isHost(address.substring(0, colon))
                        && isPort(address.substring(colon + 1));
        if (!isLegal) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "registry.illegal-address",
                    "the address '"
                            + Limits.shown(address)
                            + "' is not host:port with a port of 1 to 65535");
        }
    }

    /** A name or an address; an IPv6 address may stand in brackets. */
    private static boolean isHost(String text) {
        boolean isBracketed = text.length() > 2 && text.startsWith("[") && text.endsWith("]");
        String host = isBracketed ? text.substring(1, text.length() - 1) : text;
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean isLegal =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '.'
                            || c == '-'
                            || c == '_'
                            || c == ':'
                            || (isBracketed && c == '%');
            if (!isLegal) {
                return false;
            }
        }
        return !host.isEmpty();
    }

    private static boolean isPort(String text) {
        if (text.isEmpty() || text.length() > 5) {
            return false;
        }
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + (c - '0');
        }
        return port >= 1 && port <= 65_535;
    }
}

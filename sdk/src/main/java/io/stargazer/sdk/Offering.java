package io.stargazer.sdk;

import io.stargazer.api.registry.Instance;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * How an instance describes itself, see {@link io.stargazer.api.registry.Instance}.
 *
 * @param version compared as a version
 * @param weight share of the calls
 * @param tags words that consumers may ask for
 * @param metadata anything else
 */
public record Offering(
        String version, int weight, List<String> tags, SortedMap<String, String> metadata) {

    /** Version 1, usual weight, nothing special. */
    public static final Offering PLAIN =
            new Offering("1", Instance.DEFAULT_WEIGHT, List.of(), Collections.emptySortedMap());

    public static Offering version(String version) {
        return new Offering(version, PLAIN.weight(), PLAIN.tags(), PLAIN.metadata());
    }
}

package io.stargazer.server.registry;

import io.stargazer.server.http.HttpCall;

/** Chooses how fresh an answer has to be, as the caller said. */
final class Staleness {

    private Staleness() {}

    /** The service itself, or its stale twin; then the answer says of which revision it is. */
    static RegistryService of(HttpCall call, RegistryService registry) {
        if (!call.mayBeStale()) {
            return registry;
        }
        call.stamp(registry.revision());
        return registry.stale();
    }
}

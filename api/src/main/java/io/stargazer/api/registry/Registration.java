package io.stargazer.api.registry;

import io.stargazer.api.identity.ApplicationId;

/**
 * An instance in the registry.
 *
 * @param instance what the provider says of itself
 * @param session the session it hangs on
 * @param application whose process it is
 * @param sinceMs when it registered, milliseconds since 1970
 * @param revision of its last change
 * @param lostMs when its session was lost, 0 while it is there. A lost instance is still listed
 *     while its service is protected (RG-6)
 */
public record Registration(
        Instance instance,
        String session,
        ApplicationId application,
        long sinceMs,
        long revision,
        long lostMs) {

    public boolean isLost() {
        return lostMs > 0;
    }
}

package io.stargazer.rpc;

import io.stargazer.api.identity.Principal;
import java.time.Instant;

/**
 * Who a connection speaks for, until when (ID-2).
 *
 * @param principal who the authenticator found it to be
 * @param expires from this moment calls are refused until a new login; {@link Instant#MAX} for
 *     never
 */
public record Login(Principal principal, Instant expires) {

    /** As in logs and in {@link CallObserver}: {@code app:default/shop}. */
    public String name() {
        return principal.actor();
    }
}

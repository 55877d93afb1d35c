package io.stargazer.rpc;

import io.stargazer.api.identity.Principal;
import java.time.Instant;
import java.util.Collections;

/** Logins of users without roles, for tests. */
public final class Logins {

    private Logins() {}

    public static Login of(String name) {
        return of(name, Instant.MAX);
    }

    public static Login of(String name, Instant expires) {
        return new Login(
                new Principal(Principal.Kind.USER, name, Collections.emptySortedMap()), expires);
    }
}

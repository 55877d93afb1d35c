package io.stargazer.server.identity;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;

/** The one place that decides who may do what, for HTTP, RPC and the console alike (ID-4). */
public final class Authoriser {

    private Authoriser() {}

    /**
     * Returns if the principal has at least this role in the namespace.
     *
     * @throws Rejected {@code identity.forbidden} otherwise
     */
    public static void require(Principal principal, String namespace, Role role) {
        if (!principal.may(namespace, role)) {
            throw forbidden(
                    "%s needs the role %s in the namespace '%s' for this"
                            .formatted(principal.actor(), role.word(), namespace));
        }
    }

    /**
     * Returns if the principal has at least this role in the whole cluster.
     *
     * @throws Rejected {@code identity.forbidden} otherwise
     */
    public static void requireEverywhere(Principal principal, Role role) {
        if (!principal.may(Principal.EVERYWHERE, role)) {
            throw forbidden(
                    "%s needs the role %s in the whole cluster for this"
                            .formatted(principal.actor(), role.word()));
        }
    }

    /**
     * Returns if the principal has at least this role anywhere: for what says nothing about a
     * namespace.
     *
     * @throws Rejected {@code identity.forbidden} otherwise
     */
    public static void requireSomewhere(Principal principal, Role role) {
        if (principal.roles().values().stream().noneMatch(held -> held.includes(role))) {
            throw forbidden(
                    "%s needs the role %s for this".formatted(principal.actor(), role.word()));
        }
    }

    private static Rejected forbidden(String sentence) {
        return new Rejected(Status.PERMISSION_DENIED, "identity.forbidden", sentence);
    }
}

package io.stargazer.api.identity;

import io.stargazer.api.Limits;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has proved who he is.
 *
 * @param kind user, application or server
 * @param name a user's name, or an application's {@code namespace/name}
 * @param roles the role in each namespace; {@link #EVERYWHERE} stands for all of them
 */
public record Principal(Kind kind, String name, SortedMap<String, Role> roles) {

    /** The key in {@link #roles} that stands for every namespace and for the cluster itself. */
    public static final String EVERYWHERE = "*";

    /** What sort of somebody. */
    public enum Kind {
        USER,
        APPLICATION,
        SERVER
    }

    public Principal {
        Limits.text("principal name", name, 127);
        roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    }

    /** Whether this principal has at least this role in the namespace. */
    public boolean may(String namespace, Role needed) {
        return holds(roles.get(namespace), needed) || holds(roles.get(EVERYWHERE), needed);
    }

    /** The same somebody with no role above this one: for tokens that others get to see. */
    public Principal atMost(Role most) {
        SortedMap<String, Role> capped = new TreeMap<>();
        roles.forEach(
                (namespace, role) -> capped.put(namespace, role.includes(most) ? most : role));
        return new Principal(kind, name, capped);
    }

    /** As in {@link io.stargazer.api.Stamp#actor()}. */
    public String actor() {
        return switch (kind) {
            case USER -> "user:" + name;
            case APPLICATION -> "app:" + name;
            case SERVER -> "server:" + name;
        };
    }

    private static boolean holds(@Nullable Role role, Role needed) {
        return role != null && role.includes(needed);
    }
}

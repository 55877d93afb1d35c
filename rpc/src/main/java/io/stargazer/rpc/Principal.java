package io.stargazer.rpc;

import java.time.Instant;
import java.util.Map;

/**
 * Who a connection speaks for, until when (ID-2).
 *
 * @param name shown in logs and to handlers
 * @param attributes what the authenticator learned: namespace, roles
 * @param expires from this moment calls are refused until a new login; {@link Instant#MAX} for
 *     never
 */
public record Principal(String name, Map<String, String> attributes, Instant expires) {

    public Principal {
        attributes = Map.copyOf(attributes);
    }
}

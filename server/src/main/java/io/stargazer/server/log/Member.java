package io.stargazer.server.log;

import io.stargazer.api.Name;

/**
 * A voting server.
 *
 * @param id its name, see {@link Name}
 * @param address {@code host:port} at which the others and clients reach it; empty while nobody
 *     needs to
 */
public record Member(String id, String address) {

    public Member {
        Name.require("server", id);
    }
}

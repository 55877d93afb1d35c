package io.stargazer.api.identity;

import io.stargazer.api.Name;

/**
 * A wall between teams or environments (ID-4).
 *
 * @param name 1 to 63 characters, as all names
 * @param createdMs milliseconds since 1970
 */
public record Namespace(String name, long createdMs) {

    public Namespace {
        Name.require("namespace", name);
    }
}

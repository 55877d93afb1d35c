package io.stargazer.app.command;

import io.stargazer.app.client.ServerAddress;

/** What a command acts on, written {@code namespace/name}. The server judges the names. */
public record Target(String namespace, String name) {

    /** Reads {@code namespace/name}, or {@code name} in the namespace that is meant otherwise. */
    public static Target parse(String text, String usualNamespace) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new Target(usualNamespace, text)
                : new Target(text.substring(0, slash), text.substring(slash + 1));
    }

    /** As a part of a path. */
    public String path() {
        return ServerAddress.encode(namespace) + "/" + ServerAddress.encode(name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}

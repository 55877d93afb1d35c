package io.stargazer.rpc;

/**
 * Where a provider listens. Names are resolved when a connection is made, each time anew.
 *
 * @param host a host name or an IP literal
 * @param port 1-65535
 */
public record Address(String host, int port) {

    public Address {
        if (host.isBlank()) {
            throw new IllegalArgumentException("an address needs a host");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1-65535, not " + port);
        }
    }

    /**
     * Reads {@code host:port}; an IPv6 host stands in brackets.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("not host:port: " + text);
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new Address(
                bracketed ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}

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

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}

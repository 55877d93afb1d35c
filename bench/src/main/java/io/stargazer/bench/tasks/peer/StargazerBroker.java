package io.stargazer.bench.tasks.peer;

import io.stargazer.bench.log.servers.StargazerServers;
import java.io.IOException;

/**
 * Our servers.
 *
 * @param servers closed with it
 */
public record StargazerBroker(StargazerServers servers) implements Broker {

    @Override
    public String address() {
        return String.join(",", servers.addresses());
    }

    @Override
    public String secret() {
        return servers.secret();
    }

    @Override
    public void close() throws IOException {
        servers.close();
    }
}

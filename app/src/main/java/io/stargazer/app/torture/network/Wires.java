package io.stargazer.app.torture.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The network between the servers. Every server knows the others by name, and each has a hosts file
 * of its own in which the name of another is the address of the wire between the two: so one can be
 * cut without the other. Servers are at 127.66.0.N, the wire from A to B is at 127.66.A.B; all on
 * one port. Needs a system that has all of 127.0.0.0/8, as Linux does.
 */
public final class Wires implements AutoCloseable {

    private static final int ATTEMPTS = 20;

    private record Way(int from, int to) {}

    private final int servers;
    private final int port;
    private final Map<Way, Gate> gates = new HashMap<>();
    private final List<Wire> wires = new ArrayList<>();

    private Wires(int servers, Map<Way, ServerSocket> listeners, int port) {
        this.servers = servers;
        this.port = port;
        listeners.keySet().forEach(way -> gates.put(way, new Gate()));
        listeners.forEach((way, listener) ->
                wires.add(
                        new Wire(
                                listener,
                                new InetSocketAddress(host(0, way.to()), port),
                                gate(way.from(), way.to()),
                                gate(way.to(), way.from()))));
    }

    /** Between servers 1 to {@code servers}. */
    public static Wires between(int servers) throws IOException {
        IOException last = new IOException("no port was tried");
        for (int i = 0; i < ATTEMPTS; i++) {
            int port;
            try (ServerSocket probe = listen(host(0, 1), 0)) {
                port = probe.getLocalPort();
            }
            Map<Way, ServerSocket> listeners = new HashMap<>();
            try {
                for (int server = 1; server <= servers; server++) {
                    listen(host(0, server), port).close();
                    for (int to = 1; to <= servers; to++) {
                        if (to != server) {
                            listeners.put(new Way(server, to), listen(host(server, to), port));
                        }
                    }
                }
                return new Wires(servers, listeners, port);
            } catch (IOException taken) {
                last = taken;
                for (ServerSocket listener : listeners.values()) {
                    listener.close();
                }
            }
        }
        throw last;
    }

    private static ServerSocket listen(String host, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(host, port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String host(int from, int to) {
        return "127.66.%d.%d".formatted(from, to);
    }

    public int port() {
        return port;
    }

    /** Where the server listens, and clients reach it whatever is cut. */
    public String host(int server) {
        return host(0, server);
    }

    /** {@code host:port} by which the other servers know this one. */
    public String advertised(int server) {
        return name(server) + ":" + port;
    }

    public static String name(int server) {
        return "s" + server + ".torture";
    }

    /** Writes the hosts file of a server. */
    public Path hostsOf(int server, Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("127.0.0.1 localhost " + InetAddress.getLocalHost().getHostName());
        for (int to = 1; to <= servers; to++) {
            lines.add((to == server ? host(0, to) : host(server, to)) + " " + name(to));
        }
        return Files.write(folder.resolve("hosts-" + server), lines);
    }

    /** Writes the hosts file of those who reach all servers, whatever is cut. */
    public Path hostsOfClients(Path folder) throws IOException {
        return hostsOf(0, folder);
    }

    /** The way of bytes from one server to another, whoever made the connection. */
    Gate gate(int from, int to) {
        Gate gate = gates.get(new Way(from, to));
        if (gate == null) {
            throw new IllegalArgumentException("no wire from " + from + " to " + to);
        }
        return gate;
    }

    /** All that goes from this server to the others. */
    public List<Gate> from(int server) {
        return gates.keySet().stream()
                .filter(way -> way.from() == server)
                .map(way -> gate(way.from(), way.to()))
                .toList();
    }

    /** All that comes to this server from the others. */
    public List<Gate> to(int server) {
        return gates.keySet().stream()
                .filter(way -> way.to() == server)
                .map(way -> gate(way.from(), way.to()))
                .toList();
    }

    /** Everything passes again. */
    public void heal() {
        gates.values().forEach(Gate::open);
    }

    /** Breaks all connections between the servers. */
    public void reset() {
        wires.forEach(Wire::reset);
    }

    @Override
    public void close() {
        wires.forEach(Wire::close);
    }
}

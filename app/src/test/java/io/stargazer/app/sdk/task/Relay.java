package io.stargazer.app.sdk.task;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between applications and a server, and cuts their connections when a test says so. */
final class Relay implements AutoCloseable {

    private final ServerSocket door;
    private volatile int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    Relay() throws IOException {
        this.door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Leads to this port from now on. */
    void leadTo(int port) {
        target = port;
    }

    String address() {
        return "127.0.0.1:" + door.getLocalPort();
    }

    /** Cuts all connections; whoever connects anew is let through. */
    int cut() {
        List<Socket> open = List.copyOf(sockets);
        open.forEach(sockets::remove);
        open.forEach(Relay::close);
        return open.size();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                join(door.accept());
            } catch (IOException _) {
                // The client will see, or this relay is closed.
            }
        }
    }

    private void join(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException nobodyThere) {
            client.close();
            throw nobodyThere;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().start(() -> copy(client, server));
        Thread.ofVirtual().start(() -> copy(server, client));
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            InputStream bytes = from.getInputStream();
            bytes.transferTo(to.getOutputStream());
        } catch (IOException cut) {
            sockets.remove(to); // the other direction ends likewise
        } finally {
            sockets.remove(from);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        int _ = cut();
    }
}

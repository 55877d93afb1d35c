package io.stargazer.app.torture.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Carries the connections that one server makes to another, byte by byte through two gates. */
final class Wire implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Gate there;
    private final Gate back;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /**
     * @param listener where the one server believes the other to be
     * @param target where the other is
     */
    Wire(ServerSocket listener, InetSocketAddress target, Gate there, Gate back) {
        this.listener = listener;
        this.target = target;
        this.there = there;
        this.back = back;
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket from = listener.accept();
                sockets.add(from);
                Thread.ofVirtual().start(() -> connect(from));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket from) {
        Socket to = new Socket();
        sockets.add(to);
        try {
            there.pass();
            back.pass();
            to.connect(target);
            Thread.ofVirtual().start(() -> pump(to, from, back));
            pump(from, to, there);
        } catch (IOException | InterruptedException noServer) {
            end(from, to); // as whoever connects to a dead server sees it
        }
    }

    private void pump(Socket from, Socket to, Gate gate) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            int count = from.getInputStream().read(buffer);
            while (count >= 0) {
                gate.pass();
                to.getOutputStream().write(buffer, 0, count);
                count = from.getInputStream().read(buffer);
            }
            gate.pass();
        } catch (IOException | InterruptedException broken) {
            // One end is gone: the other shall see the same.
        } finally {
            end(from, to);
        }
    }

    private void end(Socket one, Socket other) {
        for (Socket socket : new Socket[] {one, other}) {
            sockets.remove(socket);
            close(socket);
        }
    }

    /** Breaks the connections there are. */
    void reset() {
        sockets.forEach(Wire::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reset();
    }
}

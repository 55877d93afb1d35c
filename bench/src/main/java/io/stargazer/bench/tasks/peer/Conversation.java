package io.stargazer.bench.tasks.peer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection to a queue, buffered both ways. For one thread at a time. */
final class Conversation implements AutoCloseable {

    /** Of a stamp, always. */
    static final int STAMP_BYTES = 19;

    private static final long LEADING_ONE = 1_000_000_000_000_000_000L;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Socket socket;
    final DataInputStream in;
    final DataOutputStream out;

    Conversation(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
        out =
                new DataOutputStream(
                        new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES));
    }

    /** A payload in digits that says when it was made. */
    static String stamp() {
        return Long.toString(LEADING_ONE + System.nanoTime());
    }

    /** What {@link #stamp} said. */
    static long stampNs(String stamp) {
        return Long.parseLong(stamp) - LEADING_ONE;
    }

    void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Up to the next line feed, without what ends the line. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the queue has hung up");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    String text(int bytes) throws IOException {
        return new String(in.readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    /** The next line must be as expected. */
    void expect(String start) throws IOException {
        String line = line();
        if (!line.startsWith(start)) {
            throw new IOException("%s was expected, not %s".formatted(start, line));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package io.stargazer.rpc;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A socket that speaks the protocol by hand, as the document tells, to say what no client would.
 */
public final class RawClient implements AutoCloseable {

    @SuppressWarnings("ArrayRecordComponent")
    public record Frame(int type, int flags, int id, byte[] body) {}

    private final Socket socket;
    final DataOutputStream out;
    final DataInputStream in;

    public RawClient(Address address) throws IOException {
        socket = new Socket(address.host(), address.port());
        socket.setSoTimeout(5000);
        socket.setTcpNoDelay(true);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    public static RawClient upgraded(Address address) throws IOException {
        RawClient client = new RawClient(address);
        String request =
                """
                GET /rpc HTTP/1.1
                Host: x
                Connection: Upgrade
                Upgrade: stargazer-rpc
                Stargazer-Rpc-Version: 1

                """;
        client.text(request.replace("\n", "\r\n"));
        if (!client.head().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("no upgrade");
        }
        return client;
    }

    /** How long to wait for what is read. */
    public void patience(Duration changed) throws IOException {
        socket.setSoTimeout((int) changed.toMillis());
    }

    public void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    public void bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    public String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    public void frame(int type, int flags, int id, byte[] body) throws IOException {
        out.writeInt(6 + body.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(id);
        out.write(body);
        out.flush();
    }

    public Frame read() throws IOException {
        byte[] rest = new byte[in.readInt() - 6];
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int id = in.readInt();
        in.readFully(rest);
        return new Frame(type, flags, id, rest);
    }

    /** Skips PING. */
    public Frame readPast(int skipped) throws IOException {
        Frame frame = read();
        while (frame.type() == skipped) {
            frame = read();
        }
        return frame;
    }

    public boolean isAtEnd() throws IOException {
        InputStream rest = socket.getInputStream();
        return rest.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

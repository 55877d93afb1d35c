package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** As much of a provider as lets a caller in, on a plain socket, for what no provider does. */
public final class RawProvider {

    private static final int LOGIN = 1;
    private static final int LOGGED_IN = 2;

    private RawProvider() {}

    /** Upgrades, and accepts the login. */
    public static void welcome(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        out.write("HTTP/1.1 101 Switching Protocols\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(frame(in)).isEqualTo(LOGIN);
        byte[] name = "bob".getBytes(StandardCharsets.UTF_8);
        out.writeInt(6 + 1 + name.length + 24);
        out.writeByte(LOGGED_IN);
        out.writeByte(0);
        out.writeInt(0);
        out.writeByte(name.length);
        out.write(name);
        out.writeLong(Long.MAX_VALUE);
        out.writeInt(1 << 20);
        out.writeInt(100);
        out.writeInt(100);
        out.writeInt(100);
        out.flush();
    }

    /** The type of the next frame, -1 at the end. */
    public static int frame(DataInputStream in) throws IOException {
        byte[] length = in.readNBytes(4);
        if (length.length < 4) {
            return -1;
        }
        byte[] rest = new byte[ByteBuffer.wrap(length).getInt()];
        in.readFully(rest);
        return rest[0];
    }
}

package io.stargazer.rpc.hostile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Many connections that lead nowhere, in a process of their own, because one process may not have
 * enough file descriptors for both ends. Its main is {@link Main}.
 */
final class Crowd implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;

    private Crowd(Process process) {
        this.process = process;
        this.lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Crowd gather(int port, int count) throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        String.valueOf(port),
                        String.valueOf(count));
        return new Crowd(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** How many were open at the moment when the last of them had said what it says. */
    int awaitOpen() throws IOException {
        return number("open ");
    }

    /** How many the other side has closed, which are all of them. */
    int awaitClosed() throws IOException {
        return number("closed ");
    }

    private int number(String word) throws IOException {
        String line = lines.readLine();
        if (line == null || !line.startsWith(word)) {
            throw new IOException("the crowd says: " + line);
        }
        return Integer.parseInt(line.substring(word.length()));
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        lines.close();
    }

    /** Connects, says half of something on each connection, and waits until all are closed. */
    static final class Main {

        private static final String UPGRADE =
                String.join(
                        "\r\n",
                        "GET /rpc HTTP/1.1",
                        "Host: x",
                        "Connection: Upgrade",
                        "Upgrade: stargazer-rpc",
                        "Stargazer-Rpc-Version: 1",
                        "",
                        "");

        private static final String RING_UPGRADE =
                UPGRADE.replace("Host: x", "Host: x\r\nStargazer-Rpc-Ring: 1");

        /**
         * Nothing, half a line, half a head, an upgrade, one that asks for shared memory, and one
         * after which a login begins.
         */
        private static final List<String> WORDS =
                List.of(
                        "",
                        "GET /r",
                        UPGRADE.substring(0, UPGRADE.length() - 2),
                        UPGRADE,
                        RING_UPGRADE,
                        UPGRADE);

        private static final byte[] LOGIN_BEGINS =
                Script.bytes(
                        Script.u32(16_000), Script.u8(Script.LOGIN), new byte[5], new byte[500]);

        private final Selector selector = Selector.open();
        private final ByteBuffer bytes = ByteBuffer.allocate(4096);
        private int said;
        private int closed;

        private Main() throws IOException {}

        public static void main(String[] arguments) throws IOException {
            new Main().gather(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        }

        private void gather(int port, int count) throws IOException {
            for (int at = 0; at < count; at++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.register(selector, SelectionKey.OP_CONNECT, at % WORDS.size());
                turnUntilSaid(at - 200);
            }
            turnUntilSaid(count);
            System.out.println("open " + (said - closed));
            boolean happens = true;
            while (closed < count && happens) {
                happens = turn();
            }
            System.out.println("closed " + closed);
        }

        private void turnUntilSaid(int enough) throws IOException {
            boolean happens = true;
            while (said < enough && happens) {
                happens = turn();
            }
        }

        /**
         * What happens next.
         *
         * @return false when nothing has happened for a long time
         */
        private boolean turn() throws IOException {
            int happened = selector.select(30_000);
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isConnectable()) {
                    speak(key);
                } else if (key.isReadable()) {
                    listen(key);
                }
            }
            selector.selectedKeys().clear();
            return happened > 0;
        }

        private void speak(SelectionKey key) throws IOException {
            SocketChannel channel = (SocketChannel) key.channel();
            channel.finishConnect();
            int kind = (int) key.attachment();
            write(channel, WORDS.get(kind).getBytes(StandardCharsets.US_ASCII));
            key.interestOps(SelectionKey.OP_READ);
            // The last kind speaks on when its upgrade is accepted.
            said += kind == WORDS.size() - 1 ? 0 : 1;
        }

        private void listen(SelectionKey key) throws IOException {
            SocketChannel channel = (SocketChannel) key.channel();
            bytes.clear();
            int read;
            try {
                read = channel.read(bytes);
            } catch (IOException reset) {
                read = -1;
            }
            if (read < 0) {
                closed++;
                said += key.attachment().equals(WORDS.size() - 1) ? 1 : 0;
                channel.close();
            } else if (key.attachment().equals(WORDS.size() - 1)) {
                write(channel, LOGIN_BEGINS);
                key.attach(-1);
                said++;
            }
        }

        private static void write(SocketChannel channel, byte[] words) throws IOException {
            if (channel.write(ByteBuffer.wrap(words)) != words.length) {
                throw new IOException("a few bytes did not fit into a socket");
            }
        }
    }
}

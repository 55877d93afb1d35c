package io.stargazer.bench.rpc.peer.floor;

import io.stargazer.bench.rpc.load.BlockingEcho;
import io.stargazer.bench.rpc.peer.Opened;
import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.Variant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The least that Java can do here: bytes of a known number through a socket, or through memory that
 * two processes share. No frames, no correlation, one call at a time.
 */
public final class FloorPeer implements Peer {

    /** Both sides know how much to wait for. */
    static final int BYTES = 32;

    private final Opened opened = new Opened();

    @Override
    public Serving serve(Variant variant, int port) throws IOException {
        if (variant == Variant.SAME_HOST) {
            return new Serving(SharedMemory.serve().toString());
        }
        ServerSocketChannel listener = ServerSocketChannel.open();
        opened.add(listener);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread.ofPlatform().daemon().start(() -> echo(listener, variant == Variant.SPIN));
        int bound = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        return new Serving(HOST + ":" + bound);
    }

    private static void echo(ServerSocketChannel listener, boolean spins) {
        try (SocketChannel caller = listener.accept()) {
            Wire wire = new Wire(caller, spins);
            while (wire.receive() > 0) {
                wire.send();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public BlockingEcho blocking(Variant variant, String address) throws IOException {
        if (variant == Variant.SAME_HOST) {
            return SharedMemory.connect(Path.of(address));
        }
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        opened.add(channel);
        Wire wire = new Wire(channel, variant == Variant.SPIN);
        return payload -> {
            wire.fill(payload);
            wire.send();
            return wire.receive();
        };
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }

    /** One end of the socket. */
    private static final class Wire {
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        private final Spin spin = new Spin();

        Wire(SocketChannel channel, boolean spins) throws IOException {
            this.channel = channel;
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(!spins);
        }

        void fill(byte[] payload) {
            buffer.clear().put(payload);
        }

        void send() throws IOException {
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        /**
         * Waits for a message; a blocking socket never reads nothing.
         *
         * @return its bytes, 0 when the other side has left
         */
        int receive() throws IOException {
            buffer.clear();
            while (buffer.hasRemaining()) {
                int read = channel.read(buffer);
                if (read < 0) {
                    return 0;
                }
                if (read == 0) {
                    spin.once();
                } else {
                    spin.reset();
                }
            }
            return buffer.position();
        }
    }
}

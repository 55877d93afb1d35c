package io.stargazer.rpc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RawClient;
import io.stargazer.rpc.hostile.FrameStream;
import io.stargazer.rpc.hostile.FrameStream.Frame;
import io.stargazer.rpc.hostile.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A caller that takes a provider's ring by hand, as the document tells, and reads and writes only
 * when the test says so.
 */
final class HandRing implements AutoCloseable {

    private static final Pattern OFFER = Pattern.compile("(?im)^stargazer-rpc-ring: (.*)$");

    private final RawClient socket;
    private final RingMemory memory;
    private final RingWriter writer;
    private final RingReader reader;
    private final FrameStream heard = new FrameStream(Integer.MAX_VALUE);

    private HandRing(RawClient socket, RingMemory memory) {
        this.socket = socket;
        this.memory = memory;
        this.writer = new RingWriter(memory, RingMemory.TO_PROVIDER);
        this.reader = new RingReader(memory, RingMemory.TO_CLIENT);
    }

    /** Asks for a ring and says nothing more. */
    static RawClient ask(Address address) throws IOException {
        RawClient socket = new RawClient(address);
        socket.text(
                """
                GET /rpc HTTP/1.1
                Host: x
                Connection: Upgrade
                Upgrade: stargazer-rpc
                Stargazer-Rpc-Version: 1
                Stargazer-Rpc-Ring: 1

                """
                        .replace("\n", "\r\n"));
        return socket;
    }

    /** The file that the answer names; none for a provider that offers nothing. */
    static List<Path> offer(RawClient socket) throws IOException {
        String head = socket.head();
        assertThat(head).startsWith("HTTP/1.1 101 ");
        Matcher offer = OFFER.matcher(head);
        return offer.find() ? List.of(Path.of(offer.group(1).strip())) : List.of();
    }

    /** Takes the ring, and logs in. */
    static HandRing enter(Address address, Path folder) throws Exception {
        return tryEnter(address, folder).orElseThrow();
    }

    /** The same; nothing where none is offered. */
    static Optional<HandRing> tryEnter(Address address, Path folder) throws Exception {
        RawClient socket = ask(address);
        List<Path> file = offer(socket);
        if (file.isEmpty()) {
            socket.close();
            return Optional.empty();
        }
        RingMemory memory = RingFile.open(file.getFirst(), folder);
        socket.frame(RingUpgrade.FRAME_TYPE, 0, 0, memory.nonce());
        assertThat(socket.read().body()).containsExactly(1);
        HandRing ring = new HandRing(socket, memory);
        assertThat(ring.say(Script.login())).isTrue();
        List<Frame> answers = new ArrayList<>();
        Loopback.await("the login is answered", () -> answers.addAll(ring.hear()));
        assertThat(answers).extracting(Frame::type).containsExactly(Script.LOGGED_IN);
        return Optional.of(ring);
    }

    /**
     * Puts a frame into the ring.
     *
     * @return false when it does not fit now; then nothing of it was put there
     */
    boolean say(byte[] frame) throws IOException {
        if (!hasRoom(frame.length)) {
            return false;
        }
        writer.copy(Unpooled.wrappedBuffer(frame));
        if (writer.publish()) {
            ringBell();
        }
        return true;
    }

    boolean hasRoom(int bytes) throws IOException {
        return writer.room() >= bytes;
    }

    /** Takes what is there out of the ring. */
    List<Frame> hear() {
        try {
            ByteBuf bytes = Unpooled.buffer();
            reader.copy(bytes, reader.available());
            if (reader.release()) {
                ringBell();
            }
            heard.add(bytes.array(), 0, bytes.writerIndex());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        List<Frame> frames = new ArrayList<>();
        for (Frame frame = heard.next(); frame != null; frame = heard.next()) {
            frames.add(frame);
        }
        return frames;
    }

    private void ringBell() throws IOException {
        socket.text("!");
    }

    @Override
    public void close() throws IOException {
        socket.close();
        memory.unmap();
    }
}

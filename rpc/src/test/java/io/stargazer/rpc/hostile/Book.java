package io.stargazer.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.hostile.FrameStream.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each side keeps book of over what it said and what it heard, as the document tells: whole
 * frames, no item without credit, nothing after CLOSE, and in a CLOSE only documented codes.
 */
public abstract class Book {

    private static final Set<String> CODES = DocumentedCodes.ofClose();
    private static final Set<Integer> OF_BOTH =
            Set.of(Script.PING, Script.PONG, Script.GOAWAY, Script.CLOSE);

    private final FrameStream said;
    private final FrameStream heard = new FrameStream(Integer.MAX_VALUE);
    private final Map<Integer, Long> credit = new HashMap<>();
    private boolean saidClose;
    private long lastPong = -1;
    private @Nullable String closeCode;

    Book(int mostBytes) {
        said = new FrameStream(mostBytes);
    }

    /** A whole frame was said. */
    abstract void saying(Frame frame);

    /** A whole frame was heard, of a type that this side takes. */
    abstract void hearing(Frame frame);

    /** The types that this side takes, beside those that both do. */
    abstract Set<Integer> takes();

    /** The other side takes frames of this size from now on. */
    final void most(int bytes) {
        said.most(bytes);
    }

    public final void say(byte[] bytes, int from, int to) {
        said.add(bytes, from, to);
        Frame frame;
        while ((frame = said.next()) != null) {
            saidClose |= frame.type() == Script.CLOSE;
            if (frame.type() == Script.CREDIT && frame.body().length >= 4) {
                long items = Integer.toUnsignedLong(frame.read().getInt());
                credit.merge(frame.id(), items, Long::sum);
            }
            saying(frame);
        }
    }

    public final FrameStream heard() {
        return heard;
    }

    /** Reads what was heard, and checks it. */
    public final void check() {
        Frame frame;
        while ((frame = heard.next()) != null) {
            assertThat(closeCode).as("nothing comes after CLOSE").isNull();
            if (!OF_BOTH.contains(frame.type())) {
                assertThat(frame.type()).as("a type that we take").isIn(takes());
            }
            if (frame.type() == Script.ITEM) {
                assertThat(credit.merge(frame.id(), -frame.credit(), Long::sum))
                        .as("credit of %d", frame.id())
                        .isGreaterThan(-frame.credit());
            } else if (frame.type() == Script.PONG) {
                lastPong = frame.read().getLong();
            } else if (frame.type() == Script.CLOSE) {
                closeCode = code(frame);
            }
            hearing(frame);
        }
        assertThat(heard.isAtEnd()).as("the other side sends whole frames").isTrue();
        if (closeCode != null) {
            assertThat(closeCode).isIn(CODES).isNotEqualTo("rpc.fault");
        }
    }

    private static String code(Frame close) {
        ByteBuffer body = close.read();
        assertThat(body.get()).as("status").isBetween((byte) 1, (byte) 14);
        byte[] code = new byte[body.get()];
        body.get(code);
        return new String(code, StandardCharsets.UTF_8);
    }

    /** Why the other side closed: its code, or our own CLOSE. */
    public boolean knowsWhyItIsClosed() {
        return closeCode != null || saidClose;
    }

    public final @Nullable String closeCode() {
        return closeCode;
    }

    /** Whether what is said next begins a frame. */
    public final boolean isBetweenFrames() {
        return said.isAtEnd();
    }

    public final long lastPong() {
        return lastPong;
    }
}

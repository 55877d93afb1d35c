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
 * What either side keeps book over, as the document tells: no item without credit, nothing after
 * CLOSE, and in a CLOSE only documented codes.
 */
public abstract class Book {

    private static final Set<String> CODES = DocumentedCodes.ofClose();

    private final String other;
    private final FrameStream said;
    private final FrameStream heard = new FrameStream(Integer.MAX_VALUE);
    private final Map<Integer, Long> credit = new HashMap<>();
    private boolean saidClose;
    private long lastPong = -1;
    private @Nullable String closeCode;

    /**
     * An empty one.
     *
     * @param other who is listened to, in a word
     */
    Book(int mostBytes, String other) {
        this.said = new FrameStream(mostBytes);
        this.other = other;
    }

    public void say(byte[] bytes, int from, int to) {
        said.add(bytes, from, to);
        Frame frame;
        while ((frame = said.next()) != null) {
            switch (frame.type()) {
                case Script.CREDIT -> {
                    if (frame.body().length >= 4) {
                        long items = Integer.toUnsignedLong(frame.read().getInt());
                        credit.merge(frame.id(), items, Long::sum);
                    }
                }
                case Script.CLOSE -> saidClose = true;
                default -> said(frame);
            }
        }
    }

    /** A frame that only one of the sides says. */
    abstract void said(Frame frame);

    public FrameStream heard() {
        return heard;
    }

    /** Reads what was heard, and checks it. */
    public void check() {
        Frame frame;
        while ((frame = heard.next()) != null) {
            assertThat(closeCode).as("nothing comes after CLOSE").isNull();
            comes(frame);
            switch (frame.type()) {
                case Script.ITEM ->
                        assertThat(credit.merge(frame.id(), -1L, Long::sum))
                                .as("credit of %d", frame.id())
                                .isNotNegative();
                case Script.PONG -> lastPong = frame.read().getLong();
                case Script.PING, Script.GOAWAY -> {}
                case Script.CLOSE -> closeCode = code(frame);
                default -> heard(frame);
            }
        }
        assertThat(heard.isAtEnd()).as("the %s sends whole frames", other).isTrue();
        if (closeCode != null) {
            assertThat(closeCode).isIn(CODES).isNotEqualTo("rpc.fault");
        }
    }

    /** Any frame, before it is looked at. */
    void comes(Frame frame) {}

    /** A frame that only one of the sides hears. */
    abstract void heard(Frame frame);

    AssertionError unexpected(Frame frame) {
        return new AssertionError("a " + other + " does not send " + frame);
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

    public @Nullable String closeCode() {
        return closeCode;
    }

    /** Whether what is said next begins a frame. */
    public boolean isBetweenFrames() {
        return said.isAtEnd();
    }

    public long lastPong() {
        return lastPong;
    }
}

package io.stargazer.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.hostile.FrameStream.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A provider that keeps book over what it said and what it heard, as the document tells: the login
 * first, methods numbered without gaps, no id again before its call has ended, nothing after CLOSE,
 * and in a CLOSE only documented codes.
 */
public final class ProviderBook {

    private static final Set<String> CODES = DocumentedCodes.ofClose();

    private final FrameStream said;
    private final FrameStream heard = new FrameStream(Integer.MAX_VALUE);
    private final Set<Integer> open = new TreeSet<>();
    private final Set<Integer> ever = new HashSet<>();
    private final Map<Integer, Long> credit = new HashMap<>();

    /** Ends that were said for an id, less the requests that bore it: at least -1. */
    private final Map<Integer, Integer> uses = new HashMap<>();

    private int defined;
    private boolean loginHeard;
    private boolean saidClose;
    private long lastPong = -1;
    private @Nullable String closeCode;

    public ProviderBook(int mostBytes) {
        said = new FrameStream(mostBytes);
    }

    public void say(byte[] bytes, int from, int to) {
        said.add(bytes, from, to);
        Frame frame;
        while ((frame = said.next()) != null) {
            switch (frame.type()) {
                case Script.RESPONSE, Script.END, Script.ERROR -> {
                    open.remove(frame.id());
                    uses.merge(frame.id(), 1, Integer::sum);
                }
                case Script.CREDIT -> {
                    if (frame.body().length >= 4) {
                        long items = Integer.toUnsignedLong(frame.read().getInt());
                        credit.merge(frame.id(), items, Long::sum);
                    }
                }
                case Script.CLOSE -> saidClose = true;
                default -> {}
            }
        }
    }

    public FrameStream heard() {
        return heard;
    }

    /** Reads what was heard, and checks it. */
    public void check() {
        Frame frame;
        while ((frame = heard.next()) != null) {
            assertThat(closeCode).as("nothing comes after CLOSE").isNull();
            assertThat(loginHeard || frame.type() == Script.LOGIN || frame.type() == Script.CLOSE)
                    .as("the login comes first")
                    .isTrue();
            switch (frame.type()) {
                case Script.LOGIN -> loginHeard = true;
                case Script.DEFINE -> assertThat(frame.read().getInt()).isEqualTo(defined++);
                case Script.REQUEST -> request(frame);
                case Script.CANCEL, Script.CREDIT -> assertThat(ever).contains(frame.id());
                case Script.ITEM ->
                        assertThat(credit.merge(frame.id(), -frame.credit(), Long::sum))
                                .as("credit of %d", frame.id())
                                .isGreaterThan(-frame.credit());
                case Script.END -> assertThat(ever).contains(frame.id());
                case Script.PONG -> lastPong = frame.read().getLong();
                case Script.PING, Script.GOAWAY -> {}
                case Script.CLOSE -> closeCode = code(frame);
                default -> throw new AssertionError("a caller does not send " + frame);
            }
        }
        assertThat(heard.isAtEnd()).as("the caller sends whole frames").isTrue();
        if (closeCode != null) {
            assertThat(closeCode).isIn(CODES).isNotEqualTo("rpc.fault");
        }
    }

    private void request(Frame frame) {
        assertThat(frame.id()).isNotZero();
        assertThat(frame.body()[0]).as("the method's index").isLessThan((byte) defined);
        ever.add(frame.id());
        open.add(frame.id());
        assertThat(uses.merge(frame.id(), -1, Integer::sum))
                .as("the id %d is free", frame.id())
                .isGreaterThanOrEqualTo(-1);
    }

    private static String code(Frame close) {
        ByteBuffer body = close.read();
        assertThat(body.get()).as("status").isBetween((byte) 1, (byte) 14);
        byte[] code = new byte[body.get()];
        body.get(code);
        return new String(code, StandardCharsets.UTF_8);
    }

    /** The ids whose calls wait for an end. */
    public Set<Integer> openIds() {
        return Set.copyOf(open);
    }

    /** Why the caller closed: its code, or our own CLOSE. */
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

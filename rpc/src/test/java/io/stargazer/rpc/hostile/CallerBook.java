package io.stargazer.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.hostile.FrameStream.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A caller that keeps book over what it said and what it heard, as the document tells: one end for
 * each request, no item without credit, nothing after CLOSE, and in a CLOSE only documented codes.
 */
public final class CallerBook {

    private static final Set<String> CODES = DocumentedCodes.ofClose();

    private final FrameStream said;
    private final FrameStream heard = new FrameStream(Integer.MAX_VALUE);
    private final Map<Integer, Integer> open = new HashMap<>();
    private final Map<Integer, Long> credit = new HashMap<>();
    private final Map<Integer, Long> wanted = new TreeMap<>();
    private int requests;
    private boolean saidClose;
    private boolean loginRefused;
    private boolean loggedIn;
    private long lastPong = -1;
    private @Nullable String closeCode;

    public CallerBook(int mostBytes) {
        said = new FrameStream(mostBytes);
    }

    public void say(byte[] bytes, int from, int to) {
        said.add(bytes, from, to);
        Frame frame;
        while ((frame = said.next()) != null) {
            switch (frame.type()) {
                case Script.REQUEST -> {
                    requests++;
                    open.merge(frame.id(), 1, Integer::sum);
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
            switch (frame.type()) {
                case Script.RESPONSE, Script.END -> end(frame.id());
                case Script.ERROR -> error(frame.id());
                case Script.ITEM ->
                        assertThat(credit.merge(frame.id(), -frame.credit(), Long::sum))
                                .as("credit of %d", frame.id())
                                .isGreaterThan(-frame.credit());
                case Script.LOGGED_IN -> loggedIn = true;
                case Script.PONG -> lastPong = frame.read().getLong();
                case Script.CREDIT -> credited(frame);
                case Script.PING, Script.GOAWAY -> {}
                case Script.CLOSE -> closeCode = code(frame);
                default -> throw new AssertionError("a provider does not send " + frame);
            }
        }
        assertThat(heard.isAtEnd()).as("the provider sends whole frames").isTrue();
        if (closeCode != null) {
            assertThat(closeCode).isIn(CODES).isNotEqualTo("rpc.fault");
        }
    }

    private void credited(Frame frame) {
        long items = Integer.toUnsignedLong(frame.read().getInt());
        assertThat(items).as("credit").isPositive();
        if (open.getOrDefault(frame.id(), 0) > 0) {
            wanted.put(frame.id(), items);
        }
    }

    /** The ids of calls whose items the provider wants, and how many it asked for last. */
    public Map<Integer, Long> wanted() {
        return wanted;
    }

    private void error(int id) {
        if (id == 0) {
            loginRefused = !loggedIn;
        } else {
            end(id);
        }
    }

    private void end(int id) {
        assertThat(open.merge(id, -1, Integer::sum)).as("ends of call %d", id).isNotNegative();
        wanted.remove(id);
    }

    private static String code(Frame close) {
        ByteBuffer body = close.read();
        assertThat(body.get()).as("status").isBetween((byte) 1, (byte) 14);
        byte[] code = new byte[body.get()];
        body.get(code);
        return new String(code, StandardCharsets.UTF_8);
    }

    /** Why the provider closed: its code, our own CLOSE, or a refused login. */
    public boolean knowsWhyItIsClosed() {
        return closeCode != null || saidClose || loginRefused;
    }

    public @Nullable String closeCode() {
        return closeCode;
    }

    /** Whether what is said next begins a frame. */
    public boolean isBetweenFrames() {
        return said.isAtEnd();
    }

    public int requests() {
        return requests;
    }

    public long lastPong() {
        return lastPong;
    }

    public boolean hasOpenCalls() {
        return open.values().stream().anyMatch(count -> count > 0);
    }

    /** Some of those that were used and whose calls have ended. */
    public Iterable<Integer> freeIds() {
        return open.entrySet().stream()
                .filter(entry -> entry.getKey() != 0 && entry.getValue() == 0)
                .map(Map.Entry::getKey)
                .limit(4)
                .toList();
    }

    public Iterable<Integer> openIds() {
        return open.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}

package io.stargazer.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.hostile.FrameStream.Frame;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A provider's book: the login first, methods numbered without gaps and given anew only when they
 * are there, no id again before its call has ended.
 */
public final class ProviderBook extends Book {

    private final int mostBytes;
    private final Set<Integer> open = new TreeSet<>();
    private final Set<Integer> ever = new HashSet<>();

    /** Ends that were said for an id, less the requests that bore it: at least -1. */
    private final Map<Integer, Integer> uses = new HashMap<>();

    private int defined;
    private boolean loginHeard;

    public ProviderBook(int mostBytes) {
        super(mostBytes);
        this.mostBytes = mostBytes;
    }

    @Override
    void saying(Frame frame) {
        switch (frame.type()) {
            case Script.RESPONSE, Script.END, Script.ERROR -> {
                open.remove(frame.id());
                uses.merge(frame.id(), 1, Integer::sum);
            }
            case Script.LOGGED_IN -> allow(frame.read());
            default -> {}
        }
    }

    /** A caller takes frames as large as it is told, but for nonsense. */
    private void allow(ByteBuffer loggedIn) {
        int name = loggedIn.hasRemaining() ? loggedIn.get() : -1;
        if (name >= 0 && loggedIn.remaining() >= name + 24) {
            loggedIn.position(loggedIn.position() + name + 8);
            int told = loggedIn.getInt();
            int least = told;
            for (int limit = 0; limit < 3; limit++) {
                least = Math.min(least, loggedIn.getInt());
            }
            if (least > 0) {
                most(Math.max(mostBytes, Math.min(told, RpcLimits.MOST_FRAME_BYTES)));
            }
        }
    }

    @Override
    Set<Integer> takes() {
        return Set.of(
                Script.LOGIN,
                Script.DEFINE,
                Script.REQUEST,
                Script.CANCEL,
                Script.CREDIT,
                Script.ITEM,
                Script.END);
    }

    @Override
    void hearing(Frame frame) {
        assertThat(loginHeard || frame.type() == Script.LOGIN || frame.type() == Script.CLOSE)
                .as("the login comes first")
                .isTrue();
        switch (frame.type()) {
            case Script.LOGIN -> loginHeard = true;
            case Script.DEFINE -> define(frame.read().getInt());
            case Script.REQUEST -> request(frame);
            case Script.CANCEL, Script.CREDIT, Script.END -> assertThat(ever).contains(frame.id());
            default -> {}
        }
    }

    private void define(int index) {
        assertThat(index).as("the index of a definition").isBetween(0, defined);
        defined = Math.max(defined, index + 1);
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

    /** The ids whose calls wait for an end. */
    public Set<Integer> openIds() {
        return Set.copyOf(open);
    }
}

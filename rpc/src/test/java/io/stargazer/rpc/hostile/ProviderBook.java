package io.stargazer.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.hostile.FrameStream.Frame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A provider that keeps book over what it said and what it heard, as the document tells: also the
 * login first, methods numbered without gaps, and no id again before its call has ended.
 */
public final class ProviderBook extends Book {

    private final Set<Integer> open = new TreeSet<>();
    private final Set<Integer> ever = new HashSet<>();

    /** Ends that were said for an id, less the requests that bore it: at least -1. */
    private final Map<Integer, Integer> uses = new HashMap<>();

    private int defined;
    private boolean loginHeard;

    public ProviderBook(int mostBytes) {
        super(mostBytes, "caller");
    }

    @Override
    void said(Frame frame) {
        switch (frame.type()) {
            case Script.RESPONSE, Script.END, Script.ERROR -> {
                open.remove(frame.id());
                uses.merge(frame.id(), 1, Integer::sum);
            }
            default -> {}
        }
    }

    @Override
    void comes(Frame frame) {
        assertThat(loginHeard || frame.type() == Script.LOGIN || frame.type() == Script.CLOSE)
                .as("the login comes first")
                .isTrue();
    }

    @Override
    void heard(Frame frame) {
        switch (frame.type()) {
            case Script.LOGIN -> loginHeard = true;
            case Script.DEFINE -> assertThat(frame.read().getInt()).isEqualTo(defined++);
            case Script.REQUEST -> request(frame);
            case Script.CANCEL, Script.CREDIT, Script.END -> assertThat(ever).contains(frame.id());
            default -> throw unexpected(frame);
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

    /** The ids whose calls wait for an end. */
    public Set<Integer> openIds() {
        return Set.copyOf(open);
    }
}

package io.stargazer.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.hostile.FrameStream.Frame;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A caller's book: one end for each request, and why the provider has closed. */
public final class CallerBook extends Book {

    private final Map<Integer, Integer> open = new HashMap<>();
    private final Map<Integer, Long> wanted = new TreeMap<>();
    private int requests;
    private boolean loginRefused;
    private boolean loggedIn;

    public CallerBook(int mostBytes) {
        super(mostBytes);
    }

    @Override
    void saying(Frame frame) {
        if (frame.type() == Script.REQUEST) {
            requests++;
            open.merge(frame.id(), 1, Integer::sum);
        }
    }

    @Override
    Set<Integer> takes() {
        return Set.of(
                Script.LOGGED_IN,
                Script.RESPONSE,
                Script.ERROR,
                Script.ITEM,
                Script.END,
                Script.CREDIT);
    }

    @Override
    void hearing(Frame frame) {
        switch (frame.type()) {
            case Script.RESPONSE, Script.END -> end(frame.id());
            case Script.ERROR -> error(frame.id());
            case Script.LOGGED_IN -> loggedIn = true;
            case Script.CREDIT -> credited(frame);
            default -> {}
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

    /** Also because it has refused the login. */
    @Override
    public boolean knowsWhyItIsClosed() {
        return super.knowsWhyItIsClosed() || loginRefused;
    }

    public int requests() {
        return requests;
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

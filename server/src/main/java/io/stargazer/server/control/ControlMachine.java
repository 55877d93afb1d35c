package io.stargazer.server.control;

import io.stargazer.api.Change;
import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.core.Asked;
import io.stargazer.core.ControlState;
import io.stargazer.core.ControlView;
import io.stargazer.server.log.CommandPipeline;
import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.LogMachine;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Drives a {@link ControlState} from the log: decodes entries, applies their commands, publishes
 * the new view, then tells the proposer and the listeners. One apply thread; {@link #latest()} and
 * {@link #listen} may be called from any.
 */
public final class ControlMachine implements LogMachine {

    private final ControlState state = new ControlState();
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
    private final BiConsumer<String, Throwable> onFailed;
    private boolean leads;
    private volatile ControlView latest = ControlView.EMPTY;
    private volatile Consumer<EntryCodec.Header> onDurable = header -> {};
    private volatile BiConsumer<EntryCodec.Header, List<Decision>> onApplied =
            (header, decisions) -> {};

    /**
     * @param onFailed told, once, why the log can no longer write: stops the process
     */
    public ControlMachine(BiConsumer<String, Throwable> onFailed) {
        this.onFailed = onFailed;
    }

    /** The state after the last applied entry: what this server knows, perhaps a moment old. */
    public ControlView latest() {
        return latest;
    }

    /** From now on; a listener that comes after this server began to lead is told so at once. */
    public synchronized void listen(ChangeListener listener) {
        listeners.add(listener);
        if (leads) {
            listener.leading(true);
        }
    }

    /** Who is told of entries before and after they are applied: the pipeline they came from. */
    void feed(CommandPipeline<Decision> pipeline) {
        onDurable = pipeline::durable;
        onApplied = pipeline::applied;
    }

    @Override
    public void apply(long index, byte[] bytes) {
        EntryCodec.Entry entry = EntryCodec.decode(bytes);
        onDurable.accept(entry.header());
        List<Decision> decisions = new ArrayList<>(entry.items().size());
        List<Change> changes = new ArrayList<>();
        long timeMs = Math.max(entry.header().leaderMillis(), latest.timeMs());
        for (byte[] item : entry.items()) {
            Asked asked = Asked.decode(item);
            Stamp stamp = new Stamp(state.nextRevision(), timeMs, asked.actor());
            Outcome outcome = state.apply(stamp, asked);
            decisions.add(new Decision(stamp.revision(), outcome));
            if (outcome instanceof Outcome.Applied applied) {
                for (Event event : applied.events()) {
                    changes.add(new Change(stamp.revision(), timeMs, event));
                }
            }
        }
        ControlView view = state.view();
        latest = view;
        // First those who watch: whoever learns that his command is done may look at once.
        if (!changes.isEmpty()) {
            listeners.forEach(listener -> listener.changed(changes, view));
        }
        onApplied.accept(entry.header(), decisions);
    }

    @Override
    public View view() {
        ControlView view = latest;
        return out -> view.writeTo(RowStream.writer(out));
    }

    @Override
    public void restore(long index, InputStream snapshot) throws IOException {
        ControlView view = ControlView.readFrom(RowStream.reader(snapshot));
        state.restore(view);
        latest = view;
        listeners.forEach(listener -> listener.restored(view));
    }

    @Override
    public synchronized void leading(boolean leading) {
        leads = leading;
        listeners.forEach(listener -> listener.leading(leading));
    }

    @Override
    public void failed(String sentence, Throwable cause) {
        onFailed.accept(sentence, cause);
    }
}

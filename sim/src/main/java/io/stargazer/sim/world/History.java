package io.stargazer.sim.world;

import io.stargazer.api.Command;
import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Source;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.CommandCodec;
import io.stargazer.core.ControlState;
import io.stargazer.core.ControlView;
import io.stargazer.server.log.EntryCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that was ever applied, kept outside of the servers, and a replica that lived through
 * all of it without a crash: the measure of what they say. One thread.
 */
public final class History {

    /** A command as it was decided. */
    public record Decided(String actor, Command command, Outcome outcome) {}

    /** An event of a service. */
    public record ServiceEvent(long revision, RegistryEvent event) {}

    /** A promise that a service made. */
    public record Acknowledged(long revision, Command command) {}

    private final ControlState replica = new ControlState();
    private final List<byte[]> entries = new ArrayList<>();
    private final List<Long> revisionAfter = new ArrayList<>(List.of(0L));
    private final List<Decided> decided = new ArrayList<>();
    private final List<ControlView> views = new ArrayList<>(List.of(ControlView.EMPTY));
    private final Map<ServiceName, List<ServiceEvent>> events = new TreeMap<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private String contradiction = "";

    /** A server applies the entry, for the first time or again. */
    void applied(long index, byte[] entry) {
        if (index > entries.size() + 1L) {
            contradict("entry " + index + " follows " + entries.size());
        } else if (index == entries.size() + 1L) {
            entries.add(entry);
            replay(entry);
            revisionAfter.add(revision());
        } else if (!Arrays.equals(entry, entries.get(Math.toIntExact(index - 1)))) {
            contradict("entry " + index + " is not what it was");
        }
    }

    private void contradict(String sentence) {
        if (contradiction.isEmpty()) {
            contradiction = sentence;
        }
    }

    private void replay(byte[] bytes) {
        EntryCodec.Entry entry = EntryCodec.decode(bytes);
        long timeMs = Math.max(entry.header().leaderMillis(), last().timeMs());
        for (byte[] item : entry.items()) {
            Source source = new Source(item);
            String actor = source.string();
            Command command = CommandCodec.read(source);
            Outcome outcome =
                    replica.apply(new Stamp(replica.nextRevision(), timeMs, actor), command);
            decided.add(new Decided(actor, command, outcome));
            views.add(replica.view());
            if (outcome instanceof Outcome.Applied applied) {
                applied.events().forEach(this::file);
            }
        }
    }

    private void file(Event event) {
        if (event instanceof RegistryEvent changed) {
            events.computeIfAbsent(changed.service(), name -> new ArrayList<>())
                    .add(new ServiceEvent(revision(), changed));
        }
    }

    /** A service tells a client that its command is done. */
    void acknowledged(long revision, Command command) {
        acknowledged.add(new Acknowledged(revision, command));
    }

    /** All promises, in the order in which they were made. */
    public List<Acknowledged> acknowledged() {
        return acknowledged;
    }

    /** What was applied twice and not the same; empty as it should be. */
    public String contradiction() {
        return contradiction;
    }

    /** How many entries there are. */
    public long entries() {
        return entries.size();
    }

    /** The revision after the entry of this index. */
    public long revisionAfter(long index) {
        return revisionAfter.get(Math.toIntExact(index));
    }

    /** The last revision. */
    public long revision() {
        return decided.size();
    }

    public Decided decided(long revision) {
        return decided.get(Math.toIntExact(revision - 1));
    }

    /** The truth after this revision. */
    public ControlView view(long revision) {
        return views.get(Math.toIntExact(revision));
    }

    /** The truth. */
    public ControlView last() {
        return views.getLast();
    }

    /** Everything that ever happened to the service, in order. */
    public List<ServiceEvent> events(ServiceName service) {
        return events.getOrDefault(service, List.of());
    }
}

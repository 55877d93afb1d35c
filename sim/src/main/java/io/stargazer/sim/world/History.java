package io.stargazer.sim.world;

import io.stargazer.api.Command;
import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Source;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.CommandCodec;
import io.stargazer.core.ControlState;
import io.stargazer.core.ControlView;
import io.stargazer.server.log.EntryCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was ever applied, kept outside of the servers, and a replica that lived through
 * all of it without a crash: the measure of what they say. One thread.
 */
public final class History {

    /**
     * Where an entry comes from.
     *
     * @param term the newest that its server knew of
     * @param isLeaders whether that server believed to lead
     * @param leadsSinceNs since when
     * @param proposedNs when it was handed to the log
     * @param proposedMs the same by the clock of that server, in milliseconds since 1970
     */
    public record Origin(
            String server,
            long term,
            boolean isLeaders,
            long leadsSinceNs,
            long proposedNs,
            long proposedMs) {
        @Override
        public String toString() {
            return server + " in term " + term;
        }
    }

    /** A command as it was decided. */
    public record Decided(String actor, Command command, Outcome outcome, Origin origin) {}

    /** An event of a service. */
    public record ServiceEvent(long revision, RegistryEvent event) {}

    /** A promise that a service made. */
    public record Acknowledged(long revision, Command command) {}

    /**
     * An answered read.
     *
     * @param acknowledgedBefore the newest revision that anybody was told of before it began
     * @param revision what it showed
     */
    public record Read(String server, long acknowledgedBefore, long revision) {}

    private final ControlState replica = new ControlState();
    private final List<byte @Nullable []> entries = new ArrayList<>();
    private final Map<EntryCodec.Header, Origin> origins = new HashMap<>(); // never walked through
    private final List<Decided> decided = new ArrayList<>();
    private final List<ControlView> views = new ArrayList<>(List.of(ControlView.EMPTY));
    private final Map<ServiceName, List<ServiceEvent>> events = new TreeMap<>();
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();
    private final List<String> turnedAwayWrongly = new ArrayList<>();
    private long newestAcknowledged;
    private String contradiction = "";

    /** A server hands an entry to its log. */
    void proposed(EntryCodec.Header header, Origin origin) {
        origins.put(header, origin);
    }

    /** A server applies the entry, for the first time or again. Some indices have no entry. */
    void applied(long index, byte[] entry) {
        if (index > entries.size()) {
            while (entries.size() < index - 1) {
                entries.add(null);
            }
            entries.add(entry);
            replay(entry);
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
        Origin origin = Objects.requireNonNull(origins.get(entry.header()));
        long timeMs = Math.max(entry.header().leaderMillis(), last().timeMs());
        for (byte[] item : entry.items()) {
            Source source = new Source(item);
            String actor = source.string();
            Command command = CommandCodec.read(source);
            Outcome outcome =
                    replica.apply(new Stamp(replica.nextRevision(), timeMs, actor), command);
            decided.add(new Decided(actor, command, outcome, origin));
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
        newestAcknowledged = Math.max(newestAcknowledged, revision);
    }

    /** A server turns a client away for good, because it knows no such application. */
    void turnedAway(String client, ApplicationId application) {
        if (last().identity().applications().contains(application)) {
            turnedAwayWrongly.add(client);
        }
    }

    /** Clients who were told that their application does not exist, while it did. */
    public List<String> turnedAwayWrongly() {
        return turnedAwayWrongly;
    }

    /** The newest revision that anybody was told of. */
    public long newestAcknowledged() {
        return newestAcknowledged;
    }

    /** A server has answered a read with this view, that began when so much was acknowledged. */
    public void read(String server, long acknowledgedBefore, ControlView view) {
        reads.add(new Read(server, acknowledgedBefore, view.revision()));
    }

    /** All reads, in the order of their answers. */
    public List<Read> reads() {
        return reads;
    }

    /** All promises, in the order in which they were made. */
    public List<Acknowledged> acknowledged() {
        return acknowledged;
    }

    /** What was applied twice and not the same; empty as it should be. */
    public String contradiction() {
        return contradiction;
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

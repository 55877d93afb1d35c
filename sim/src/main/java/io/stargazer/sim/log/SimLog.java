package io.stargazer.sim.log;

import io.stargazer.api.Unavailable;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log port in the simulated world, at one server: does everything to its users that a correct
 * consensus may do, and nothing else. Lives as long as its process; the {@link SimDisk} stays for
 * the next one. One thread: that of the {@link io.stargazer.sim.time.SimClock}.
 */
public final class SimLog implements ReplicatedLog {

    private static final Duration SNAPSHOT_TIME = Duration.ofMillis(200);

    private final String name;
    private final SimCluster cluster;
    private final SimProcess process;
    private final SimRandom random;
    private final SimDisk disk;
    private final LogMachine machine;
    private final Replica replica;
    private final Follower follower;
    private final Candidate candidate;
    private final Unapplied unapplied;
    private LogFaults faults = LogFaults.NONE;
    private @Nullable Leadership leadership;
    private boolean leading;
    private boolean failed;
    private boolean closed;

    /** What one life of a server stands on. */
    public record Ground(SimProcess process, SimRandom random, SimDisk disk) {}

    public SimLog(String name, SimCluster cluster, Ground ground, LogMachine machine) {
        this.name = name;
        this.cluster = cluster;
        this.process = ground.process;
        this.random = ground.random;
        this.disk = ground.disk;
        this.machine = machine;
        this.unapplied = new Unapplied(process, random, disk);
        this.replica = new Replica(process, random, disk, machine, this::applied);
        this.follower = new Follower(this, process, random, replica);
        this.candidate = new Candidate(this, cluster, process, random);
    }

    /** Begins with what the disk has, and looks for a leader. */
    public void start() {
        replica.recover();
        cluster.join(this);
    }

    public void faults(LogFaults now) {
        faults = now;
        replica.slowest(now.slowest(), now.lag());
    }

    public String name() {
        return name;
    }

    /** Whether it serves as the leader; it may be deposed and not know it yet. */
    public boolean leading() {
        return leading;
    }

    /** The newest term that it knows of. */
    public long term() {
        return disk.term();
    }

    boolean claimsToLead() {
        return leadership != null;
    }

    boolean isUp() {
        return !closed && !failed && process.alive();
    }

    boolean isAwake() {
        return isUp() && !process.isFrozen();
    }

    SimProcess process() {
        return process;
    }

    /** Few enough that a message can bring what is old without what is young. */
    int entriesOfMessage() {
        return random.nextInt(1, 5);
    }

    @Override
    public CompletableFuture<Long> propose(byte[] entry) {
        if (entry.length == 0 || entry.length > MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException("an entry of " + entry.length + " bytes");
        }
        Leadership now = leadership;
        if (now == null || !leading) {
            return CompletableFuture.failedFuture(notLeader());
        }
        LogFaults.Fate fate = faults.fate(random);
        return switch (fate) {
            case NOT_LEADER -> CompletableFuture.failedFuture(notLeader());
            case OVERLOADED ->
                    CompletableFuture.failedFuture(
                            new Unavailable.Overloaded("log.overloaded", "too many entries wait"));
            case LOST -> unknownSoon(new CompletableFuture<>());
            case UNKNOWN, UNKNOWN_AT_ONCE, DONE -> {
                boolean isUnknown = fate != LogFaults.Fate.DONE;
                CompletableFuture<Long> done =
                        unapplied.await(
                                now.append(LogEntry.of(now.term(), entry)), now.term(), isUnknown);
                yield fate == LogFaults.Fate.UNKNOWN_AT_ONCE ? unknownSoon(done) : done;
            }
        };
    }

    private CompletableFuture<Long> unknownSoon(CompletableFuture<Long> done) {
        replica.onDisk(() -> done.completeExceptionally(Unapplied.indeterminate()));
        return done;
    }

    /** The machine is at this index by now. */
    private void applied(long index) {
        unapplied.applied(index);
        Leadership now = leadership;
        if (now != null) {
            if (!leading && now.isReady()) {
                leading = true;
                machine.leading(true);
            }
            now.answerReads();
        }
    }

    @Override
    public CompletableFuture<Void> barrier() {
        Leadership now = leadership;
        return now == null || !leading ? CompletableFuture.failedFuture(notLeader()) : now.read();
    }

    /** The view is taken now and written later, while entries go on. */
    @Override
    public CompletableFuture<Long> snapshot() {
        if (!isUp()) {
            return CompletableFuture.failedFuture(notLeader());
        }
        CompletableFuture<Long> done = new CompletableFuture<>();
        long index = replica.applied();
        Runnable writing = replica.snapshot();
        process.after(
                SNAPSHOT_TIME,
                () -> {
                    if (disk.isFull()) {
                        done.completeExceptionally(notLeader());
                        fail();
                    } else {
                        writing.run();
                        done.complete(index);
                    }
                });
        return done;
    }

    /** A leader's message. */
    void receive(Append message, Consumer<Append.Answer> reply) {
        if (isUp()) {
            follower.receive(message, reply);
        }
    }

    /** Forces the disk up to this index; false when it cannot. */
    boolean force(long index) {
        if (isUp() && disk.isFull()) {
            fail();
        }
        if (isUp()) {
            disk.force(index);
        }
        return isUp();
    }

    /** Learns of a term; returns the newest that it knows. */
    long heard(long term) {
        disk.term(term);
        if (leadership != null && leadership.term() < disk.term()) {
            stepDown();
        }
        return disk.term();
    }

    boolean wouldElect(SimLog candidate) {
        return !disk.isFull() && !disk.isAheadOf(candidate.disk);
    }

    void lead(long term) {
        leadership = new Leadership(this, cluster, replica, term);
        leadership.append(LogEntry.first(term));
    }

    /** Who votes, as far as this server knows. */
    public Voters voters() {
        return cluster.voters(name, disk);
    }

    /** Null unless this server leads. */
    public @Nullable MemberChanges members() {
        return leading && leadership != null ? leadership.changes() : null;
    }

    /** Stands for election although nothing is amiss, as an operator would have it. */
    public void campaign() {
        candidate.campaign();
    }

    /** Gives the lead away, and does not want it back for a while. */
    public void changeLeader(Duration away) {
        candidate.rest(away);
        stepDown();
    }

    void lookAround() {
        candidate.lookAround();
    }

    void remind() {
        if (leadership != null) {
            leadership.remind();
        }
    }

    /** Leads no more. */
    void stepDown() {
        Leadership before = leadership;
        if (before == null) {
            return;
        }
        leadership = null;
        before.end();
        unapplied.giveUpAll();
        if (leading) {
            leading = false;
            machine.leading(false);
        }
        cluster.disturbed();
    }

    /** The process dies: of what was on its way to the disk, a beginning may have arrived. */
    public void crash() {
        close();
        disk.crashed(random);
        cluster.disturbed();
    }

    private void fail() {
        failed = true;
        stepDown();
        machine.failed("the disk is full", new IOException("No space left on device"));
        cluster.disturbed();
    }

    @Override
    public LogStatus status() {
        SimDisk.@Nullable Snapshot newest = disk.snapshot();
        return new LogStatus(
                name,
                leading ? name : "",
                voters().names().stream().map(voter -> new Member(voter, "")).toList(),
                disk.term(),
                replica.known(),
                replica.applied(),
                newest == null ? -1 : newest.index(),
                0);
    }

    @Override
    public void close() {
        closed = true;
        leading = false;
        if (leadership != null) {
            leadership.die();
            leadership = null;
        }
    }

    private static Unavailable notLeader() {
        return new Unavailable.NotLeader("log.not-leader", "this server does not lead the log now");
    }
}

package io.stargazer.server.log.ratis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * What a {@link RatisLog} is started with.
 *
 * @param self this server's id: 1-63 characters of a-z, 0-9, hyphen; never changes for a directory
 * @param directory the data directory; made with mode 0700 when missing
 * @param snapshotEntries a snapshot is written after so many entries, at least 1
 * @param snapshotBytes or after so many bytes of entries, whichever comes first, at least 1
 * @param electionMin a follower waits at least so long for its leader, at least 20 ms
 * @param electionMax and at most so long, more than {@code electionMin}
 * @param founder whether a new directory begins a cluster of its own, or waits to be taken into one
 */
public record RatisLogOptions(
        String self,
        Path directory,
        long snapshotEntries,
        long snapshotBytes,
        Duration electionMin,
        Duration electionMax,
        boolean founder) {

    /** Large segments cost start-up and memory, small ones files; measured in design decision 3. */
    static final int SEGMENT_BYTES = 8 << 20;

    /** An entry with all that the library puts around it stays below. */
    static final int MAX_RECORD_BYTES = 3 << 19;

    /**
     * The first election of a lone voter waits for nobody. Of several voters it must wait for votes
     * as any other does: the library takes this time for that, too.
     */
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private static final Duration STAGING = Duration.ofSeconds(10);

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public RatisLogOptions {
        require(
                ID.matcher(self).matches(),
                "the id of a server must be 1-63 of a-z 0-9 -: " + self);
        require(snapshotEntries >= 1, "snapshotEntries must be at least 1");
        require(snapshotBytes >= 1, "snapshotBytes must be at least 1");
        require(electionMin.toMillis() >= 20, "electionMin must be at least 20 ms");
        require(electionMax.compareTo(electionMin) > 0, "electionMax must exceed electionMin");
    }

    /**
     * The defaults: a snapshot every 200,000 entries or 64 MiB; elections after 400 to 800 ms,
     * which a busy machine with two cores does not reach by accident.
     */
    public static RatisLogOptions of(String self, Path directory) {
        return new RatisLogOptions(
                self,
                directory,
                200_000,
                64L << 20,
                Duration.ofMillis(400),
                Duration.ofMillis(800),
                true);
    }

    public RatisLogOptions withSnapshotEntries(long entries) {
        return new RatisLogOptions(
                self, directory, entries, snapshotBytes, electionMin, electionMax, founder);
    }

    public RatisLogOptions withFounder(boolean changed) {
        return new RatisLogOptions(
                self, directory, snapshotEntries, snapshotBytes, electionMin, electionMax, changed);
    }

    private static void require(boolean condition, String sentence) {
        if (!condition) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /**
     * The library's settings for a log in that folder; also for those who measure it.
     *
     * @param isLone whether this server is the only voter, as far as its folder knows
     */
    public RaftProperties properties(Path raft, boolean isLone) {
        RaftProperties p = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(p, List.of(raft.toFile()));
        RaftConfigKeys.Rpc.setType(p, new PeerRpc());
        log(p);
        RaftServerConfigKeys.Rpc.setTimeoutMin(p, time(electionMin));
        RaftServerConfigKeys.Rpc.setTimeoutMax(p, time(electionMax));
        if (isLone) {
            RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(p, time(AT_ONCE));
            RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(p, time(AT_ONCE.multipliedBy(2)));
        }
        // A process that slept (a closed laptop) must go on, not stop.
        RaftServerConfigKeys.setCloseThreshold(p, TimeDuration.valueOf(3650, TimeUnit.DAYS));
        // Nobody repeats a request under its old call id: remembering replies is waste.
        RaftServerConfigKeys.RetryCache.setExpiryTime(p, time(Duration.ofSeconds(1)));
        RaftServerConfigKeys.Read.setOption(p, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        // A newcomer may take long over its snapshot, but must not be silent for so long.
        RaftServerConfigKeys.setStagingTimeout(p, time(STAGING));
        // Snapshots are ours: see Snapshots, SnapshotTransfer.
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(p, false);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(p, false);
        return p;
    }

    private static void log(RaftProperties p) {
        RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf(SEGMENT_BYTES));
        RaftServerConfigKeys.Log.setPreallocatedSize(p, SizeInBytes.valueOf(SEGMENT_BYTES));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(p, SizeInBytes.valueOf(2L * SEGMENT_BYTES));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(
                p, SizeInBytes.valueOf(MAX_RECORD_BYTES));
        RaftServerConfigKeys.Log.setWriteBufferSize(p, SizeInBytes.valueOf(2L * MAX_RECORD_BYTES));
        RaftServerConfigKeys.Log.setPurgeGap(p, 1);
        // One request is on its way at a time: they need no thread that puts them in order.
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(p, false);
        // An acknowledged entry is on the disk: force() before every acknowledgement.
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(p, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(p, false);
        // Else every commit writes, and forces, a second entry that only speeds up a follower's
        // start.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(p, false);
    }

    private static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}

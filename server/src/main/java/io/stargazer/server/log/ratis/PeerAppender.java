package io.stargazer.server.log.ratis;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppenderBase;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.util.Timestamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one follower up to date: a thread of the library's, one request on its way. Where the
 * follower needs entries that are no longer there it is told so, and fetches the newest snapshot
 * itself ({@link SnapshotTransfer}); the library's own appender would push it.
 */
final class PeerAppender extends LogAppenderBase {

    private static final Logger LOG = LoggerFactory.getLogger(PeerAppender.class);
    private static final long PAUSE_MS = 20;

    /** Of failures in a row; said once, not fifty times a second. */
    private int failures;

    PeerAppender(RaftServer.Division server, LeaderState leader, FollowerInfo follower) {
        super(server, leader, follower);
    }

    @Override
    public long getCallId() {
        return CallId.get();
    }

    @Override
    public Comparator<Long> getCallIdComparator() {
        return CallId.getComparator();
    }

    @Override
    public void run() throws InterruptedException, IOException {
        while (isRunning()) {
            if (shouldSendAppendEntries()) {
                try {
                    step();
                    failures = 0;
                } catch (InterruptedIOException e) {
                    throw e;
                } catch (IOException e) {
                    failed(e);
                }
            }
            if (isRunning() && !hasAppendEntries()) {
                getEventAwaitForSignal().await(getHeartbeatWaitTimeMs(), TimeUnit.MILLISECONDS);
            }
            getLeaderState().checkHealth(getFollower());
        }
    }

    private void failed(IOException failure) throws InterruptedException {
        if (failures == 0) {
            LOG.info("{} cannot be kept up to date: {}", getFollowerId(), failure.getMessage());
        }
        failures++;
        pause();
    }

    private void step() throws IOException, InterruptedException {
        @Nullable TermIndex firstHere = shouldNotifyToInstallSnapshot();
        if (firstHere != null) {
            tellToCatchUp(firstHere);
        } else {
            append();
        }
    }

    private void append() throws IOException {
        @Nullable AppendEntriesRequestProto request =
                newAppendEntriesRequest(CallId.getAndIncrement(), false);
        if (request == null) {
            return;
        }
        resetHeartbeatTrigger();
        Timestamp sent = Timestamp.currentTime();
        getFollower().updateLastRpcSendTime(request.getEntriesCount() == 0);
        AppendEntriesReplyProto reply = getServerRpc().appendEntries(request);
        getFollower().updateLastRpcResponseTime();
        getFollower().updateLastRespondedAppendEntriesSendTime(sent);
        getLeaderState().onFollowerCommitIndex(getFollower(), reply.getFollowerCommit());
        appended(request, reply);
        getLeaderState().onAppendEntriesReply(this, reply);
    }

    private void appended(AppendEntriesRequestProto request, AppendEntriesReplyProto reply) {
        switch (reply.getResult()) {
            case SUCCESS -> advanceTo(nextAfter(request, reply));
            case NOT_LEADER -> onFollowerTerm(reply.getTerm());
            case INCONSISTENCY -> {
                long first = request.getEntriesCount() > 0 ? request.getEntries(0).getIndex() : -1;
                getFollower()
                        .setNextIndex(getNextIndexForInconsistency(first, reply.getNextIndex()));
            }
            default -> LOG.warn("{} answers {}", getFollowerId(), reply.getResult());
        }
    }

    /** A sign of life says nothing of entries: it only proves what stood before it. */
    private long nextAfter(AppendEntriesRequestProto request, AppendEntriesReplyProto reply) {
        if (request.getEntriesCount() > 0) {
            return reply.getNextIndex();
        }
        long proven = request.hasPreviousLog() ? request.getPreviousLog().getIndex() + 1 : 0;
        return Math.max(getFollower().getNextIndex(), proven);
    }

    private void advanceTo(long next) {
        long before = getFollower().getNextIndex();
        if (next < before) {
            throw new IllegalStateException(
                    "%s has lost entries: it wants %d after %d"
                            .formatted(getFollowerId(), next, before));
        }
        if (next > before) {
            getFollower().updateMatchIndex(next - 1);
            getFollower().increaseNextIndex(next);
            getLeaderState().onFollowerSuccessAppendEntries(getFollower());
        }
    }

    private void tellToCatchUp(TermIndex firstHere) throws IOException, InterruptedException {
        getFollower().updateLastRpcSendTime(false);
        InstallSnapshotReplyProto reply =
                getServerRpc().installSnapshot(newInstallSnapshotNotificationRequest(firstHere));
        getFollower().updateLastRpcResponseTime();
        switch (reply.getResult()) {
            case ALREADY_INSTALLED, SNAPSHOT_INSTALLED -> {
                long index = reply.getSnapshotIndex();
                getFollower().setSnapshotIndex(index);
                getFollower().setAttemptedToInstallSnapshot();
                getLeaderState().onFollowerCommitIndex(getFollower(), index);
                getLeaderState().onFollowerSuccessAppendEntries(getFollower());
                LOG.info("{} has the snapshot at entry {}", getFollowerId(), index);
            }
            case SNAPSHOT_UNAVAILABLE -> getFollower().setAttemptedToInstallSnapshot();
            case NOT_LEADER -> onFollowerTerm(reply.getTerm());
            default -> pause(); // it is still fetching
        }
    }

    private void pause() throws InterruptedException {
        getEventAwaitForSignal().await(PAUSE_MS, TimeUnit.MILLISECONDS);
    }
}

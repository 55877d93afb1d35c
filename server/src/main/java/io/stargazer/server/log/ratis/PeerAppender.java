package io.stargazer.server.log.ratis;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
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
 * Keeps one follower up to date, with one request on its way. To a follower that lacks only what
 * was just appended, the thread that appended it sends at once, and the thread that brings an
 * answer sends what has come meanwhile: each change of threads takes about 40 us. Everything else,
 * signs of life and what may block, is done by a thread of the library's. Where the follower needs
 * entries that are no longer there it is told so, and fetches the newest snapshot itself ({@link
 * SnapshotTransfer}); the library's own appender would push it.
 */
final class PeerAppender extends LogAppenderBase {

    private static final Logger LOG = LoggerFactory.getLogger(PeerAppender.class);
    private static final long PAUSE_MS = 20;

    /** More may have to be read from the disk, which only the thread of the library's may do. */
    private static final long FRESH_ENTRIES = 8;

    /** Held by who prepares a request and sends it. */
    private final ReentrantLock sending = new ReentrantLock();

    /** Of failures in a row; said once, not fifty times a second. */
    private final AtomicInteger failures = new AtomicInteger();

    private volatile long notBeforeNs = System.nanoTime();

    /** True once the answer to the last request has been taken in. */
    private volatile CompletableFuture<Boolean> inFlight = CompletableFuture.completedFuture(true);

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
            if (mayStep() && shouldSendAppendEntries()) {
                sending.lock();
                try {
                    if (mayStep()) {
                        step();
                    }
                } catch (InterruptedIOException e) {
                    throw e;
                } catch (IOException e) {
                    failed(e);
                } finally {
                    sending.unlock();
                }
            }
            if (isRunning() && !(mayStep() && hasAppendEntries())) {
                long waitMs = mayStep() ? getHeartbeatWaitTimeMs() : PAUSE_MS;
                getEventAwaitForSignal().await(waitMs, TimeUnit.MILLISECONDS);
            }
            getLeaderState().checkHealth(getFollower());
        }
    }

    /** Something was appended, or an answer has come: on the thread that did so. */
    @Override
    public void notifyLogAppender() {
        boolean isAwaited = !inFlight.isDone(); // then whoever brings the answer looks again
        if (!isAwaited && !sendsAtOnce() && shouldSendAppendEntries()) {
            super.notifyLogAppender();
        }
    }

    /**
     * Sends what was just appended, if that is all there is to do.
     *
     * @return false when the thread of the library's has to see to it, or does already
     */
    private boolean sendsAtOnce() {
        if (!isFreshHere() || !sending.tryLock()) {
            return false;
        }
        try {
            if (!isFreshHere()) {
                return false;
            }
            append();
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        } finally {
            sending.unlock();
        }
    }

    /** Nothing is on its way, and all that the follower lacks is in memory. */
    private boolean isFreshHere() {
        CompletableFuture<Boolean> last = inFlight;
        long next = getFollower().getNextIndex();
        long lacking = getRaftLog().getNextIndex() - next;
        return last.isDone()
                && !last.isCompletedExceptionally()
                && System.nanoTime() - notBeforeNs >= 0
                && lacking > 0
                && lacking <= FRESH_ENTRIES
                && isRunning()
                && getFollower().getMatchIndex() == next - 1;
    }

    /**
     * Nothing is on its way, and the last failure is a while ago.
     *
     * @throws java.util.concurrent.CompletionException when an answer could not be taken in: ends
     *     this thread, and the library begins anew
     */
    private boolean mayStep() {
        return inFlight.getNow(false) && System.nanoTime() - notBeforeNs >= 0;
    }

    private void failed(Throwable failure) {
        if (failures.getAndIncrement() == 0) {
            LOG.info("{} cannot be kept up to date: {}", getFollowerId(), failure.getMessage());
        }
        pause();
    }

    private void pause() {
        notBeforeNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MS);
    }

    private void step() throws IOException {
        TermIndex firstHere = shouldNotifyToInstallSnapshot();
        if (firstHere != null) {
            tellToCatchUp(firstHere);
        } else {
            append();
        }
    }

    /** Sends what the follower lacks; the answer is taken in on the thread that brings it. */
    private void append() throws IOException {
        AppendEntriesRequestProto request =
                newAppendEntriesRequest(CallId.getAndIncrement(), false);
        if (request == null) {
            return;
        }
        resetHeartbeatTrigger();
        Timestamp sent = Timestamp.currentTime();
        getFollower().updateLastRpcSendTime(request.getEntriesCount() == 0);
        inFlight =
                getServerRpc()
                        .async()
                        .appendEntriesAsync(request)
                        .handle((reply, failure) -> {
                            answered(request, sent, reply, failure);
                            return true;
                        });
        var _ = inFlight.whenComplete((done, bug) -> notifyLogAppender());
    }

    private void answered(
            AppendEntriesRequestProto request,
            Timestamp sent,
            @Nullable AppendEntriesReplyProto reply,
            @Nullable Throwable failure) {
        if (reply == null) {
            failed(failure == null ? new IOException("no answer") : failure);
            return;
        }
        failures.set(0);
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

    private void tellToCatchUp(TermIndex firstHere) throws IOException {
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
}

package io.stargazer.server.log.ratis;

import io.stargazer.server.log.Member;
import io.stargazer.server.log.PeerCall;
import io.stargazer.server.log.PeerTransport;
import io.stargazer.server.log.succession.Standing;
import io.stargazer.server.log.succession.Voter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.ratis.client.impl.ClientProtoUtils;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.MessageLite;

/**
 * The library, started: requests of ours and of other servers become its own.
 *
 * <p>Requests go to the division itself: its server would pass each through another thread.
 */
final class Library implements Voter, AutoCloseable {

    static final RaftGroupId GROUP =
            RaftGroupId.valueOf(UUID.fromString("5f3b8a52-6c1e-4f0e-9a0b-7374617267a2"));

    private static final long SNAPSHOT_WITHIN_MS = 60_000;
    private static final long TRANSFER_WITHIN_MS = 3_000;

    private final RaftServer server;
    private final RaftServer.Division division;
    private final RaftClientAsynchronousProtocol requests;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();

    private Library(RaftServer server) throws IOException {
        this.server = server;
        this.division = server.getDivision(GROUP);
        this.requests = (RaftClientAsynchronousProtocol) division;
    }

    /** Builds the library on what is in the directory; {@link #start} sets it going. */
    static Library build(
            RatisLogOptions options,
            DataDirectory directory,
            RatisMachine machine,
            PeerTransport transport,
            Member self)
            throws IOException {
        RaftPeerId id = RaftPeerId.valueOf(self.id());
        RaftGroup group =
                directory.founder()
                        ? RaftGroup.valueOf(GROUP, peer(self))
                        : RaftGroup.valueOf(GROUP);
        return new Library(
                RaftServer.newBuilder()
                        .setServerId(id)
                        .setGroup(group)
                        .setProperties(options.properties(directory.raft(), isLone(directory)))
                        .setParameters(PeerRpc.parameters(transport))
                        .setStateMachine(machine)
                        .setOption(RaftStorage.StartupOption.RECOVER)
                        .build());
    }

    /** Whether nobody else votes, by the library's own file of who does. */
    private static boolean isLone(DataDirectory directory) throws IOException {
        Path voters = directory.raft().resolve(GROUP.getUuid() + "/current/raft-meta.conf");
        return directory.founder()
                && (!Files.exists(voters)
                        || LogEntryProto.parseFrom(Files.readAllBytes(voters))
                                        .getConfigurationEntry()
                                        .getPeersCount()
                                <= 1);
    }

    void start() throws IOException {
        server.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    RaftServer.Division division() {
        return division;
    }

    CompletableFuture<RaftClientReply> write(Message message) throws IOException {
        return requests.submitClientRequestAsync(
                request(RaftClientRequest.writeRequestType(), message));
    }

    CompletableFuture<RaftClientReply> read() throws IOException {
        return requests.submitClientRequestAsync(
                request(RaftClientRequest.readRequestType(), Message.EMPTY));
    }

    CompletableFuture<RaftClientReply> takeSnapshot() {
        return server.snapshotManagementAsync(
                SnapshotManagementRequest.newCreate(
                        client, id(), GROUP, calls.incrementAndGet(), SNAPSHOT_WITHIN_MS, 1));
    }

    CompletableFuture<RaftClientReply> transferTo(String member) throws IOException {
        return server.transferLeadershipAsync(
                new TransferLeadershipRequest(
                        client,
                        id(),
                        GROUP,
                        calls.incrementAndGet(),
                        RaftPeerId.valueOf(member),
                        TRANSFER_WITHIN_MS));
    }

    /** Changes who votes, from exactly those that vote now. */
    CompletableFuture<RaftClientReply> change(List<Member> from, List<Member> to)
            throws IOException {
        return server.setConfigurationAsync(
                new SetConfigurationRequest(
                        client,
                        id(),
                        GROUP,
                        calls.incrementAndGet(),
                        SetConfigurationRequest.Arguments.newBuilder()
                                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                                .setServersInCurrentConf(peers(from))
                                .setServersInNewConf(peers(to))
                                .build()));
    }

    /** By id; while a change is under way, those who will vote after it. */
    List<Member> voters() {
        List<Member> found = new ArrayList<>();
        division.getRaftConf().getCurrentPeers().forEach(peer -> found.add(member(peer)));
        found.sort(Comparator.comparing(Member::id));
        return found;
    }

    /** No change of members is under way, as far as the log says. */
    boolean isSettled() {
        RaftConfiguration now = division.getRaftConf();
        return now.getPreviousPeers().isEmpty()
                && now.getLogEntryIndex() <= division.getRaftLog().getLastCommittedIndex();
    }

    /** The leader that this server knows of, or empty. */
    String leader() {
        RaftPeerId leader = division.getInfo().getLeaderId();
        return leader == null ? "" : leader.toString();
    }

    @Override
    public Standing standing() {
        TermIndex last = division.getRaftLog().getLastEntryTermIndex();
        return new Standing(
                leader(),
                division.getInfo().getCurrentTerm(),
                last == null ? -1 : last.getTerm(),
                last == null ? -1 : last.getIndex());
    }

    @Override
    public List<String> others() {
        return isSettled()
                ? voters().stream()
                        .map(Member::id)
                        .filter(voter -> !voter.equals(id().toString()))
                        .toList()
                : List.of();
    }

    /** As if that leader had asked this server to take over, knowing no more than it. */
    @Override
    public boolean stand(Standing since) throws IOException {
        RaftPeerId leader = RaftPeerId.valueOf(since.leader());
        return server.startLeaderElection(
                        StartLeaderElectionRequestProto.newBuilder()
                                .setServerRequest(
                                        ClientProtoUtils.toRaftRpcRequestProtoBuilder(
                                                RaftGroupMemberId.valueOf(leader, GROUP), id()))
                                .setLeaderLastEntry(
                                        TermIndex.valueOf(since.lastTerm(), since.lastIndex())
                                                .toProto())
                                .build())
                .getServerReply()
                .getSuccess();
    }

    /** What another server's library asks, except for what is ours. */
    CompletionStage<byte[]> answer(PeerCall call, byte[] request) throws IOException {
        return switch (call) {
            case APPEND ->
                    server.appendEntriesAsync(AppendEntriesRequestProto.parseFrom(request))
                            .thenApply(MessageLite::toByteArray);
            case VOTE -> done(server.requestVote(RequestVoteRequestProto.parseFrom(request)));
            case CATCH_UP ->
                    done(server.installSnapshot(InstallSnapshotRequestProto.parseFrom(request)));
            case TAKE_OVER ->
                    done(
                            server.startLeaderElection(
                                    StartLeaderElectionRequestProto.parseFrom(request)));
            case SNAPSHOT, GONE ->
                    throw new IllegalArgumentException(call + " is not the library's");
        };
    }

    private static CompletionStage<byte[]> done(MessageLite answer) {
        return CompletableFuture.completedFuture(answer.toByteArray());
    }

    static Member member(RaftPeer peer) {
        String address = peer.getAddress();
        return new Member(peer.getId().toString(), address == null ? "" : address);
    }

    /** A request to the library. */
    interface Request {
        CompletableFuture<RaftClientReply> send() throws IOException;
    }

    /** Sends a request whose answer is only whether it was done. */
    static CompletableFuture<Void> settled(
            Request request, Function<Throwable, ? extends Throwable> meaning) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            var _ =
                    request.send()
                            .whenComplete((reply, failure) -> {
                                Throwable cause = Proposals.failureOf(reply, failure);
                                if (cause == null) {
                                    done.complete(null);
                                } else {
                                    done.completeExceptionally(meaning.apply(cause));
                                }
                            });
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(meaning.apply(e));
        }
        return done;
    }

    private static List<RaftPeer> peers(List<Member> members) {
        return members.stream().map(Library::peer).toList();
    }

    private static RaftPeer peer(Member member) {
        return RaftPeer.newBuilder().setId(member.id()).setAddress(member.address()).build();
    }

    private RaftPeerId id() {
        return server.getId();
    }

    private RaftClientRequest request(RaftClientRequest.Type type, Message message) {
        return RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(id())
                .setGroupId(GROUP)
                .setCallId(calls.incrementAndGet())
                .setMessage(message)
                .setType(type)
                .build();
    }
}

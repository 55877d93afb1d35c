package io.stargazer.server.log.ratis;

import io.stargazer.server.log.Member;
import io.stargazer.server.log.PeerCall;
import io.stargazer.server.log.PeerTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexReplyProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;

/**
 * The library's calls to other servers, as bytes over a {@link PeerTransport}: it opens no port and
 * has no thread. What comes from the others enters by {@link Library#answer}.
 */
final class PeerRpc implements RpcType {

    private static final String TRANSPORT = "stargazer.transport";

    /** Called by the library, by the class name that {@link #name()} gives. */
    PeerRpc() {}

    /** What the library hands on to {@link #newFactory}. */
    static Parameters parameters(PeerTransport transport) {
        Parameters parameters = new Parameters();
        parameters.put(TRANSPORT, transport, PeerTransport.class);
        return parameters;
    }

    @Override
    public String name() {
        return PeerRpc.class.getName();
    }

    @Override
    public ServerFactory newFactory(Parameters parameters) {
        return new Factory(this, parameters.getNonNull(TRANSPORT, PeerTransport.class));
    }

    private record Factory(PeerRpc type, PeerTransport transport) implements ServerFactory {
        @Override
        public RaftServerRpc newRaftServerRpc(RaftServer server) {
            return new Endpoint(type, transport);
        }

        @Override
        public LogAppender newLogAppender(
                RaftServer.Division server, LeaderState leader, FollowerInfo follower) {
            return new PeerAppender(server, leader, follower);
        }

        @Override
        public RpcType getRpcType() {
            return type;
        }
    }

    private record Endpoint(PeerRpc type, PeerTransport transport) implements RaftServerRpc {
        private static final InetSocketAddress NOWHERE =
                InetSocketAddress.createUnresolved("stargazer", 0);

        @Override
        public RpcType getRpcType() {
            return type;
        }

        @Override
        public void start() {}

        @Override
        public void close() {}

        @Override
        public InetSocketAddress getInetSocketAddress() {
            return NOWHERE;
        }

        @Override
        public void addRaftPeers(Collection<RaftPeer> peers) {
            transport.know(peers.stream().map(Endpoint::member).toList());
        }

        @Override
        public void handleException(RaftPeerId server, Exception e, boolean reconnect) {
            // The transport knows by itself when a connection is gone.
        }

        @Override
        public RequestVoteReplyProto requestVote(RequestVoteRequestProto request)
                throws IOException {
            return RequestVoteReplyProto.parseFrom(
                    transport.call(
                            to(request.getServerRequest()), PeerCall.VOTE, request.toByteArray()));
        }

        @Override
        public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request)
                throws IOException {
            return AppendEntriesReplyProto.parseFrom(
                    transport.call(
                            to(request.getServerRequest()),
                            PeerCall.APPEND,
                            request.toByteArray()));
        }

        @Override
        public RaftServerAsynchronousProtocol async() {
            return new RaftServerAsynchronousProtocol() {
                @Override
                public CompletableFuture<AppendEntriesReplyProto> appendEntriesAsync(
                        AppendEntriesRequestProto request) {
                    return transport
                            .send(
                                    to(request.getServerRequest()),
                                    PeerCall.APPEND,
                                    request.toByteArray())
                            .thenApply(Endpoint::appended);
                }

                @Override
                public CompletableFuture<ReadIndexReplyProto> readIndexAsync(
                        ReadIndexRequestProto request) {
                    return CompletableFuture.failedFuture(
                            new IOException("only the leader answers reads"));
                }
            };
        }

        private static AppendEntriesReplyProto appended(byte[] answer) {
            try {
                return AppendEntriesReplyProto.parseFrom(answer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request)
                throws IOException {
            return InstallSnapshotReplyProto.parseFrom(
                    transport.call(
                            to(request.getServerRequest()),
                            PeerCall.CATCH_UP,
                            request.toByteArray()));
        }

        @Override
        public StartLeaderElectionReplyProto startLeaderElection(
                StartLeaderElectionRequestProto request) throws IOException {
            return StartLeaderElectionReplyProto.parseFrom(
                    transport.call(
                            to(request.getServerRequest()),
                            PeerCall.TAKE_OVER,
                            request.toByteArray()));
        }

        private static String to(RaftRpcRequestProto request) {
            return RaftPeerId.valueOf(request.getReplyId()).toString();
        }

        private static Member member(RaftPeer peer) {
            return Library.member(peer);
        }
    }
}

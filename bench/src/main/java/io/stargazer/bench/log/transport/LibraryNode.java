package io.stargazer.bench.log.transport;

import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.server.log.ratis.RatisLogOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.netty.NettyConfigKeys;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** The library as its makers ship it, on our settings, with a transport of its own. */
final class LibraryNode implements Node, ReplicatedLog {

    private static final RaftGroupId GROUP =
            RaftGroupId.valueOf(UUID.fromString("0b6a3c1e-4f77-4c5e-8d0e-62656e636831"));

    private final RaftServer server;
    private final RaftServer.Division division;
    private final String address;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();

    /**
     * Starts it; it serves until the process ends.
     *
     * @param number its place among {@code addresses}
     */
    LibraryNode(
            SupportedRpcType type,
            int number,
            List<String> addresses,
            Path folder,
            LogMachine machine)
            throws IOException {
        address = addresses.get(number);
        List<RaftPeer> peers =
                addresses.stream()
                        .map(each -> RaftPeer.newBuilder().setId(id(each)).setAddress(each).build())
                        .toList();
        RaftProperties properties = RatisLogOptions.of("bench", folder).properties(folder, false);
        RaftConfigKeys.Rpc.setType(properties, type);
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        NettyConfigKeys.Server.setPort(properties, port);
        GrpcConfigKeys.Server.setPort(properties, port);
        server =
                RaftServer.newBuilder()
                        .setServerId(id(address))
                        .setGroup(RaftGroup.valueOf(GROUP, peers))
                        .setProperties(properties)
                        .setStateMachine(new Machine(machine))
                        .setOption(RaftStorage.StartupOption.FORMAT)
                        .build();
        server.start();
        division = server.getDivision(GROUP);
    }

    private static RaftPeerId id(String address) {
        return RaftPeerId.valueOf("n" + address.substring(address.lastIndexOf(':') + 1));
    }

    @Override
    public CompletableFuture<Long> propose(byte[] entry) {
        RaftClientRequest request =
                RaftClientRequest.newBuilder()
                        .setClientId(client)
                        .setServerId(server.getId())
                        .setGroupId(GROUP)
                        .setCallId(calls.incrementAndGet())
                        .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(entry)))
                        .setType(RaftClientRequest.writeRequestType())
                        .build();
        try {
            return ((RaftClientAsynchronousProtocol) division)
                    .submitClientRequestAsync(request)
                    .thenApply(LibraryNode::indexOf);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static long indexOf(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw new CompletionException(reply.getException());
        }
        return reply.getLogIndex();
    }

    @Override
    public ReplicatedLog log() {
        return this;
    }

    @Override
    public boolean leads() {
        return division.getInfo().isLeaderReady();
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void add(String id, String address) {
        throw new UnsupportedOperationException("all are known from the start");
    }

    @Override
    public CompletableFuture<Void> barrier() {
        throw new UnsupportedOperationException("only writes are measured");
    }

    @Override
    public CompletableFuture<Long> snapshot() {
        throw new UnsupportedOperationException("only writes are measured");
    }

    @Override
    public LogStatus status() {
        throw new UnsupportedOperationException("only writes are measured");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands committed entries on. */
    private static final class Machine extends BaseStateMachine {
        private final LogMachine machine;

        Machine(LogMachine machine) {
            this.machine = machine;
        }

        @Override
        public CompletableFuture<Message> applyTransaction(TransactionContext entry) {
            LogEntryProto committed = entry.getLogEntry();
            ByteString data = committed.getStateMachineLogEntry().getLogData();
            machine.apply(committed.getIndex(), data.toByteArray());
            updateLastAppliedTermIndex(committed.getTerm(), committed.getIndex());
            return CompletableFuture.completedFuture(Message.EMPTY);
        }
    }
}

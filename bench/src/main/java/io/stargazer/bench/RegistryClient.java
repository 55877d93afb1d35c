package io.stargazer.bench;

import io.stargazer.api.codec.Sink;
import io.stargazer.api.registry.RegistryContract;
import io.stargazer.api.session.SessionContract;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.RecordPayload;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A connection with a session, below the SDK: so that many fit into one process. */
public final class RegistryClient implements AutoCloseable {

    /** As which it logs in. */
    public static final String APPLICATION = "bench";

    private final RpcConnection connection;
    private final RegistryContract registry;
    private final SessionContract sessions;
    private final String session = "s-" + UUID.randomUUID();

    /** Connects and opens a session, which only a leader lets it. */
    RegistryClient(RpcClient client, String address, String secret) {
        this(client.connect(Address.parse(address), () -> credential(secret)).join());
        open().join();
    }

    private RegistryClient(RpcConnection connection) {
        this.connection = connection;
        registry = proxy(RegistryContract.class, RegistryContract.SERVICE);
        sessions = proxy(SessionContract.class, SessionContract.SERVICE);
    }

    /** Connects to a server that need not lead; the session is not open yet. */
    public static RegistryClient reach(RpcClient client, String address, String secret) {
        return new RegistryClient(
                client.connect(Address.parse(address), () -> credential(secret)).join());
    }

    /** Opens the session, or says again that it is open. */
    public CompletableFuture<SessionContract.Opened> open() {
        return sessions.open(session, "bench");
    }

    public RegistryContract registry() {
        return registry;
    }

    public String session() {
        return session;
    }

    private <T> T proxy(Class<T> contract, String service) {
        return RpcProxy.create(
                contract, service, connection, new RecordPayload(), CallOptions.DEFAULT);
    }

    private static Credential credential(String secret) {
        Sink sink = new Sink();
        sink.string(APPLICATION);
        sink.string(secret);
        return new Credential(SessionContract.SECRET_CREDENTIAL, sink.toArray());
    }

    @Override
    public void close() {
        connection.close();
    }
}

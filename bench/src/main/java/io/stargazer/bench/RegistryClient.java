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

/** A connection with a session, below the SDK: so that many fit into one process. */
final class RegistryClient implements AutoCloseable {

    static final String APPLICATION = "bench";

    private final RpcConnection connection;
    private final RegistryContract registry;
    private final String session = "s-" + UUID.randomUUID();

    RegistryClient(RpcClient client, String address, String secret) {
        connection = client.connect(Address.parse(address), () -> credential(secret)).join();
        registry = proxy(RegistryContract.class, RegistryContract.SERVICE);
        proxy(SessionContract.class, SessionContract.SERVICE).open(session, "bench").join();
    }

    RegistryContract registry() {
        return registry;
    }

    String session() {
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

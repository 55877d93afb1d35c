package io.stargazer.app.sdk;

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
import io.stargazer.sdk.Options;
import java.nio.charset.StandardCharsets;

/** One connection to a server or provider, without the SDK's care: nothing is repeated. */
final class RawClient implements AutoCloseable {

    private static final RpcClient CLIENT = new RpcClient();

    final RpcConnection connection;
    final SessionContract session;
    final RegistryContract registry;

    /**
     * Connects and logs in.
     *
     * @throws java.util.concurrent.CompletionException when that fails
     */
    RawClient(String address, Credential credential) {
        connection = CLIENT.connect(Address.parse(address), () -> credential).join();
        session = proxy(SessionContract.class, SessionContract.SERVICE);
        registry = proxy(RegistryContract.class, RegistryContract.SERVICE);
    }

    /** As the application of these options, with its secret, at its first server. */
    static RawClient as(Options options) {
        Address server = options.servers().getFirst();
        return new RawClient(server.host() + ":" + server.port(), secretOf(options));
    }

    static Credential secretOf(Options options) {
        Sink sink = new Sink();
        sink.string(options.application().toString());
        sink.string(options.secret());
        return new Credential(SessionContract.SECRET_CREDENTIAL, sink.toArray());
    }

    static Credential token(String token) {
        return new Credential(Credential.TOKEN, token.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        connection.close();
    }

    private <T> T proxy(Class<T> contract, String service) {
        return RpcProxy.create(
                contract, service, connection, new RecordPayload(), CallOptions.DEFAULT);
    }
}

package io.stargazer.app.torture;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryContract;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionContract;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.RecordPayload;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The registers that are read and written: register N is the weight of the one instance of the
 * service {@code register-N}. They stay although the client that offered them goes at once, because
 * the servers are told to wait for it for a year. Every value is written once at most, so that a
 * read says which write it saw. Thread-safe.
 */
final class Registers {

    static final long INITIAL = Instance.DEFAULT_WEIGHT;

    private static final int FIRST_VALUE = Instance.DEFAULT_WEIGHT + 1;
    private static final int LAST_VALUE = 10_000;
    private static final String SESSION = "registers";

    private final AtomicIntegerArray next;

    Registers(int count) {
        next = new AtomicIntegerArray(count);
    }

    int count() {
        return next.length();
    }

    /** Registers them at a server that leads, as an application with this secret. */
    void createAt(String address, String application, String secret) {
        Sink sink = new Sink();
        sink.string(application);
        sink.string(secret);
        Credential credential = new Credential(SessionContract.SECRET_CREDENTIAL, sink.toArray());
        try (RpcClient client = new RpcClient()) {
            RpcConnection connection =
                    client.connect(Address.parse(address), () -> credential).join();
            proxy(SessionContract.class, SessionContract.SERVICE, connection)
                    .open(SESSION, "torture")
                    .join();
            RegistryContract registry =
                    proxy(RegistryContract.class, RegistryContract.SERVICE, connection);
            for (int register = 0; register < count(); register++) {
                ServiceName service = new ServiceName("default", key(register));
                registry.register(SESSION, service, Instance.of("it", "1", "127.0.0.1:1")).join();
            }
        }
    }

    private static <T> T proxy(Class<T> contract, String service, RpcConnection connection) {
        return RpcProxy.create(
                contract, service, connection, new RecordPayload(), CallOptions.DEFAULT);
    }

    static String key(int register) {
        return "register-" + register;
    }

    static String readPath(int register) {
        return "/api/v1/services/default/" + key(register);
    }

    static String writePath(int register) {
        return readPath(register) + "/instances/it";
    }

    static String writeBody(long value) {
        return "{\"weight\":" + value + "}";
    }

    /** A value that was never written to this register, or 0 when there are none left. */
    int newValue(int register) {
        int value = FIRST_VALUE + next.getAndIncrement(register);
        return value > LAST_VALUE ? 0 : value;
    }

    /**
     * What a service's document says that its register holds.
     *
     * @throws TortureFailed when the instance has gone: its registration was acknowledged
     */
    static long valueIn(JsonNode service) {
        JsonNode instances = service.path("instances");
        if (instances.size() != 1 || service.path("lost").asInt() != 0) {
            throw new TortureFailed("an acknowledged registration is lost: " + service);
        }
        return instances.get(0).path("weight").asLong();
    }
}

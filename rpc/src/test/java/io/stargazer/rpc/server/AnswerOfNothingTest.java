package io.stargazer.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stargazer.api.Faulted;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.NonBlocking;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.codec.CodecTable;
import io.stargazer.rpc.codec.ContractMethod;
import io.stargazer.rpc.codec.PayloadCodec;
import io.stargazer.rpc.service.ServiceTable;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-1: a codec that makes null of an answer fails the call in clear words, and nothing else. */
@Timeout(20)
class AnswerOfNothingTest {

    private static final int FORGETFUL = 9;

    /** What is answered now or later, on a thread of its own or on the event loop. */
    interface Answers {
        String now();

        CompletableFuture<String> later();

        @NonBlocking
        CompletableFuture<String> laterOnTheLoop();
    }

    private static final class Answering implements Answers {
        @Override
        public String now() {
            return "now";
        }

        @Override
        public CompletableFuture<String> later() {
            return CompletableFuture.supplyAsync(() -> "later");
        }

        @Override
        public CompletableFuture<String> laterOnTheLoop() {
            return later();
        }
    }

    private static final class Forgetful implements PayloadCodec {
        @Override
        public int number() {
            return FORGETFUL;
        }

        @Override
        public PayloadCodec forContract(Class<?> contract, List<ContractMethod> methods) {
            return this;
        }

        @Override
        @SuppressWarnings("NullAway") // What a codec must not do.
        public byte[] encode(Type type, @Nullable Object value) {
            return null;
        }

        @Override
        public @Nullable Object decode(Type type, byte[] payload) {
            return null;
        }

        @Override
        public byte[] encodeArguments(ContractMethod method, @Nullable Object[] arguments) {
            return new byte[0];
        }

        @Override
        public @Nullable Object[] decodeArguments(ContractMethod method, byte[] payload) {
            return new Object[0];
        }
    }

    private final Loopback loopback = new Loopback();

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    @Test
    void the_caller_is_told_and_other_calls_go_on() throws Exception {
        ServiceTable services =
                new ServiceTable(CodecTable.standard().with(new Forgetful()))
                        .bind("null", Answers.class, new Answering())
                        .bindInline("raw", "echo", (call, request) -> request);
        RpcConnection connection = loopback.connect(loopback.serve(services).address());
        for (String method : List.of("now", "later", "laterOnTheLoop")) {
            Throwable thrown =
                    catchThrowable(() -> call(connection, "null", method).get(5, TimeUnit.SECONDS));
            assertThat(thrown)
                    .as(method)
                    .hasCauseInstanceOf(Faulted.class)
                    .hasMessageContaining("null/" + method + " answered with null");
            assertThat(call(connection, "raw", "echo").get(5, TimeUnit.SECONDS)).isEmpty();
        }
    }

    private static CompletableFuture<byte[]> call(
            RpcConnection connection, String service, String method) {
        return connection.call(
                new RpcMethod(service, method, FORGETFUL, false), new byte[0], CallOptions.DEFAULT);
    }
}

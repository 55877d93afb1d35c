package io.stargazer.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-9: a connection is shared, and no name that one of its users makes up harms the others. */
@Timeout(60)
class MethodNamesTest {

    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");
    private static final RpcMethod OTHER = RpcMethod.raw("raw", "other");

    private final Loopback loopback = new Loopback();
    private Loopback.Running running;
    private RpcConnection connection;

    @BeforeEach
    void connect() throws Exception {
        ServiceTable services =
                new ServiceTable()
                        .bindInline("raw", "echo", (call, request) -> request)
                        .bind("raw", "other", (call, request) -> request);
        RpcLimits three =
                new RpcLimits(
                        1 << 20,
                        64,
                        3,
                        0,
                        1 << 20,
                        RpcLimits.Times.DEFAULT,
                        RpcLimits.Handlers.DEFAULT);
        running = loopback.serve(new RpcSettings(services, Loopback.BY_NAME).withLimits(three), 0);
        connection = loopback.connect(running.address());
    }

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    private CompletableFuture<byte[]> call(RpcMethod method) {
        return connection.call(method, new byte[] {7}, CallOptions.DEFAULT);
    }

    private static Status statusOf(CompletableFuture<byte[]> call) throws Exception {
        return call.handle((bytes, thrown) -> thrown == null ? Status.OK : status(thrown))
                .get(20, TimeUnit.SECONDS);
    }

    private static Status status(Throwable thrown) {
        assertThat(thrown).isInstanceOf(Failure.class);
        return ((Failure) thrown).status();
    }

    @Test
    void a_name_that_fits_into_no_definition_is_refused_before_any_connection_sees_it() {
        assertThatCode(() -> RpcMethod.raw("raw", "a".repeat(508))).doesNotThrowAnyException();
        assertThatThrownBy(() -> RpcMethod.raw("raw", "a".repeat(509)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 512 bytes")
                .hasMessageContaining("513");
        assertThatThrownBy(() -> RpcMethod.raw("ä".repeat(255), "aa"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_longest_name_is_looked_up_and_the_connection_goes_on() throws Exception {
        assertThat(statusOf(call(RpcMethod.raw("raw", "a".repeat(508)))))
                .isEqualTo(Status.UNIMPLEMENTED);
        assertThat(statusOf(call(ECHO))).isEqualTo(Status.OK);
    }

    @Test
    void made_up_names_use_up_no_numbers() throws Exception {
        for (int at = 0; at < 20; at++) {
            assertThat(statusOf(call(RpcMethod.raw("ghost", "haunt" + at))))
                    .isEqualTo(Status.UNIMPLEMENTED);
            assertThat(statusOf(call(at % 2 == 0 ? ECHO : OTHER))).isEqualTo(Status.OK);
        }
        assertThat(connection.isReady()).isTrue();
    }

    @Test
    void many_made_up_names_at_once_leave_the_connection_as_it_was() throws Exception {
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int at = 0; at < 60; at++) {
            RpcMethod ghost = RpcMethod.raw("ghost", "haunt" + at % 7);
            calls.add(call(ghost));
            if (at % 5 == 0) {
                List<byte[]> requests = Collections.nCopies(3, new byte[1]);
                var unused = connection.callAll(ghost, requests, CallOptions.DEFAULT);
            }
        }
        for (CompletableFuture<byte[]> each : calls) {
            assertThat(statusOf(each)).isIn(Status.UNIMPLEMENTED, Status.OVERLOADED);
        }
        for (RpcMethod method : List.of(ECHO, OTHER)) {
            byte[] answer = call(method).get(20, TimeUnit.SECONDS);
            assertThat(answer).containsExactly(7);
        }
        assertThat(statusOf(call(RpcMethod.raw("ghost", "again")))).isEqualTo(Status.UNIMPLEMENTED);
    }

    @Test
    void what_follows_a_definition_of_the_same_index_means_the_new_method() throws Exception {
        try (RawClient client = RawClient.upgraded(running.address())) {
            client.out.write(Script.login());
            assertThat(client.read().type()).isEqualTo(Script.LOGGED_IN);
            client.out.write(Script.define(0, "raw/ghost"));
            client.frame(Script.REQUEST, 0, 1, new byte[] {0, 0, 0, 9});
            assertThat(client.read().type()).isEqualTo(Script.ERROR);
            client.out.write(Script.define(0, "raw/echo"));
            client.frame(Script.REQUEST, 0, 1, new byte[] {0, 0, 0, 9});
            RawClient.Frame answer = client.read();
            assertThat(answer.type()).isEqualTo(Script.RESPONSE);
            assertThat(answer.body()).containsExactly(9);
            client.out.write(Script.define(2, "raw/echo"));
            assertThat(client.read().type()).as("an index was left out").isEqualTo(Script.CLOSE);
        }
    }
}

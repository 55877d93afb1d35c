package io.stargazer.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.service.ServiceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** RP-5: a handler whose hooks throw when its call is cancelled harms no call but its own. */
@Timeout(60)
class CancelHookTest {

    private static final RpcMethod HOOKED = RpcMethod.raw("raw", "hooked");
    private static final RpcMethod ECHO = RpcMethod.raw("raw", "echo");

    private final Logger log = (Logger) LoggerFactory.getLogger(Refusals.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Loopback loopback = new Loopback();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger undone = new AtomicInteger();
    private RpcConnection connection;

    @BeforeEach
    void connect() throws Exception {
        said.start();
        log.addAppender(said);
        log.setAdditive(false);
        ServiceTable services =
                new ServiceTable()
                        .bindInline("raw", "echo", (call, request) -> request)
                        .bind(
                                "raw",
                                "hooked",
                                (call, request) -> {
                                    Runnable unused =
                                            call.onCancel(() -> {
                                                throw new IllegalStateException("a bug");
                                            });
                                    unused = call.onCancel(undone::incrementAndGet);
                                    begun.incrementAndGet();
                                    new CountDownLatch(1).await();
                                    return request;
                                });
        connection = loopback.connect(loopback.serve(services).address());
    }

    @AfterEach
    void close() throws Exception {
        loopback.close();
        log.setAdditive(true);
        log.detachAppender(said);
    }

    private List<CompletableFuture<byte[]>> open(int count) {
        List<CompletableFuture<byte[]>> calls = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            calls.add(connection.call(HOOKED, new byte[0], CallOptions.DEFAULT));
        }
        Loopback.await("the handlers have begun", () -> begun.get() == count);
        return calls;
    }

    @Test
    void a_cancelled_call_with_a_broken_hook_leaves_the_connection_to_the_others()
            throws Exception {
        List<CompletableFuture<byte[]>> calls = open(3);
        calls.getFirst().cancel(true);
        Loopback.await("its other hook has run", () -> undone.get() == 1);
        assertThat(connection.call(ECHO, new byte[] {4}, CallOptions.DEFAULT))
                .succeedsWithin(20, TimeUnit.SECONDS);
        assertThat(connection.isReady()).isTrue();
        assertThat(calls.subList(1, 3)).noneMatch(CompletableFuture::isDone);
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("a hook of raw/hooked failed when its call was cancelled");
        assertThat(said.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("a bug");
    }

    @Test
    void the_end_of_a_connection_stops_every_call_whatever_the_hooks_of_one_do() {
        List<CompletableFuture<byte[]>> calls = open(5);
        connection.close();
        Loopback.await("all other hooks have run", () -> undone.get() == calls.size());
        Loopback.await("each is logged once", () -> said.list.size() == calls.size());
    }
}

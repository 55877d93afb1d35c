package io.stargazer.rpc.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.service.ServiceTable;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RP-8: a trace over front, middle and back, each a server of its own; no code of theirs helps. */
class HopsTest {

    private static final TraceContext TRACE =
            new TraceContext(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 7, 0, "vendor=1");

    private final Loopback loopback = new Loopback();
    private final Map<String, TraceContext> seen = new ConcurrentHashMap<>();
    private final Map<String, Integer> entries = new ConcurrentHashMap<>();
    private RpcConnection front;

    @BeforeEach
    void start() throws Exception {
        RpcConnection back = hop("back", null);
        RpcConnection middle = hop("middle", back);
        front = hop("front", middle);
    }

    @AfterEach
    void stop() throws Exception {
        loopback.close();
    }

    /** A service that notes its trace and calls the next. */
    private RpcConnection hop(String name, @Nullable RpcConnection next) throws Exception {
        ServiceTable services = new ServiceTable();
        services.bind(
                "hop",
                "go",
                (call, request) -> {
                    TraceContext trace = CallContext.current().orElseThrow().trace();
                    entries.put(name, call.metadata().size());
                    if (trace != null) {
                        seen.put(name, trace);
                    }
                    return next == null ? request : call(next, CallOptions.DEFAULT);
                });
        return loopback.connect(loopback.serve(services).address());
    }

    private static byte[] call(RpcConnection to, CallOptions options) throws Exception {
        return to.call(RpcMethod.raw("hop", "go"), new byte[0], options).get(5, TimeUnit.SECONDS);
    }

    private TraceContext at(String name) {
        return Objects.requireNonNull(seen.get(name), name);
    }

    @Test
    void every_hop_has_the_same_trace_and_an_id_of_its_own() throws Exception {
        call(front, CallOptions.DEFAULT.withMetadata(Metadata.EMPTY.withTrace(TRACE)));
        assertThat(at("front")).isEqualTo(TRACE);
        for (String name : new String[] {"middle", "back"}) {
            assertThat(at(name).traceId()).isEqualTo(TRACE.traceId());
            assertThat(at(name).flags()).isEqualTo(TRACE.flags());
            assertThat(at(name).state()).isEqualTo("vendor=1");
        }
        assertThat(at("front").parentId())
                .isNotEqualTo(at("middle").parentId())
                .isNotEqualTo(at("back").parentId());
        assertThat(at("middle").parentId()).isNotEqualTo(at("back").parentId());
    }

    @Test
    void a_trace_begun_by_the_caller_reaches_the_last() throws Exception {
        call(front, CallOptions.DEFAULT.withTraces(new TraceShare(1)));
        assertThat(at("front").isSampled()).isTrue();
        assertThat(at("back").traceId()).isEqualTo(at("front").traceId());
        assertThat(at("back").isSampled()).isTrue();
    }

    @Test
    void without_a_trace_nothing_travels() throws Exception {
        call(front, CallOptions.DEFAULT);
        assertThat(seen).isEmpty();
        assertThat(entries).containsEntry("front", 0).containsEntry("back", 0);
    }

    @Test
    void a_malformed_trace_ends_where_it_came_in() throws Exception {
        Metadata malformed = Metadata.of(Metadata.TRACEPARENT, "00-" + "0".repeat(52));
        call(front, CallOptions.DEFAULT.withMetadata(malformed));
        assertThat(seen).isEmpty();
        assertThat(entries).containsEntry("front", 1).containsEntry("middle", 0);
    }
}

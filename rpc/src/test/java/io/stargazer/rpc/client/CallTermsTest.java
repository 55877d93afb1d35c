package io.stargazer.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Logins;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.Peer;
import io.stargazer.rpc.trace.TraceContext;
import io.stargazer.rpc.trace.TraceShare;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CallTermsTest {

    private static final TraceContext TRACE =
            new TraceContext(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 7, 1, "vendor=1");

    private static CallTerms within(long deadlineNs, CallOptions options) {
        return within(deadlineNs, Metadata.of("other", "o").withTrace(TRACE), options);
    }

    private static CallTerms within(long deadlineNs, Metadata served, CallOptions options) {
        CallContext serving =
                new CallContext(
                        new Peer(new InetSocketAddress(1), reason -> {}),
                        Logins.of("alice").principal(),
                        deadlineNs,
                        served);
        AtomicReference<CallTerms> terms = new AtomicReference<>();
        serving.run(() -> terms.set(CallTerms.of(options, null)));
        assertThat(CallContext.current()).isEmpty();
        return terms.get();
    }

    @Test
    void the_earlier_of_the_own_and_the_served_calls_deadline_holds() {
        long soonNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        CallOptions patient = CallOptions.DEFAULT.withTimeout(Duration.ofMinutes(1));
        CallOptions hasty = CallOptions.DEFAULT.withTimeout(Duration.ofMillis(1));
        assertThat(within(soonNs, patient).deadlineNs()).isEqualTo(soonNs);
        assertThat(within(soonNs, CallOptions.DEFAULT).deadlineNs()).isEqualTo(soonNs);
        assertThat(within(soonNs, hasty).deadlineNs() - soonNs).isNegative();
        assertThat(within(CallContext.NO_DEADLINE, CallOptions.DEFAULT).hasDeadline()).isFalse();
    }

    @Test
    void a_call_in_a_trace_is_one_more_of_it_and_nothing_else_is_handed_on() {
        Metadata metadata = within(CallContext.NO_DEADLINE, CallOptions.DEFAULT).metadata();
        TraceContext trace = Objects.requireNonNull(metadata.trace());
        assertThat(trace.traceId()).isEqualTo(TRACE.traceId());
        assertThat(trace.flags()).isEqualTo(TRACE.flags());
        assertThat(trace.state()).isEqualTo(TRACE.state());
        assertThat(trace.parentId()).isNotEqualTo(TRACE.parentId());
        assertThat(metadata.get("other")).isNull();
    }

    @Test
    void an_own_trace_is_kept() {
        CallOptions own = CallOptions.DEFAULT.withMetadata(Metadata.of("traceparent", "mine"));
        Metadata metadata = within(CallContext.NO_DEADLINE, own).metadata();
        assertThat(metadata.size()).isOne();
        assertThat(metadata.get("traceparent")).isEqualTo("mine");
    }

    @Test
    void own_entries_travel_beside_the_trace() {
        CallOptions own = CallOptions.DEFAULT.withMetadata(Metadata.of("tenant", "blue"));
        Metadata metadata = within(CallContext.NO_DEADLINE, own).metadata();
        assertThat(metadata.get("tenant")).isEqualTo("blue");
        assertThat(metadata.trace()).isNotNull();
    }

    @Test
    void without_a_trace_nothing_is_made() {
        Metadata none = CallTerms.of(CallOptions.DEFAULT, null).metadata();
        assertThat(none).isSameAs(Metadata.EMPTY);
        Metadata served =
                within(CallContext.NO_DEADLINE, Metadata.EMPTY, CallOptions.DEFAULT).metadata();
        assertThat(served).isSameAs(Metadata.EMPTY);
    }

    @Test
    void a_malformed_trace_is_ignored_and_another_may_begin() {
        Metadata malformed = Metadata.of("traceparent", "00-1-2-01");
        CallOptions begins = CallOptions.DEFAULT.withTraces(new TraceShare(1));
        assertThat(
                        within(CallContext.NO_DEADLINE, malformed, CallOptions.DEFAULT)
                                .metadata()
                                .size())
                .isZero();
        TraceContext begun = within(CallContext.NO_DEADLINE, malformed, begins).metadata().trace();
        assertThat(begun).isNotNull();
    }

    @Test
    void a_trace_goes_on_whatever_the_share() {
        CallOptions begins = CallOptions.DEFAULT.withTraces(new TraceShare(1));
        TraceContext trace = within(CallContext.NO_DEADLINE, begins).metadata().trace();
        assertThat(Objects.requireNonNull(trace).traceId()).isEqualTo(TRACE.traceId());
    }

    @Test
    void a_call_full_of_metadata_travels_without_its_trace() {
        String[] pairs = new String[2 * Metadata.MAX_ENTRIES];
        Arrays.fill(pairs, "x");
        CallOptions full = CallOptions.DEFAULT.withMetadata(Metadata.of(pairs));
        assertThat(within(CallContext.NO_DEADLINE, full).metadata().size())
                .isEqualTo(Metadata.MAX_ENTRIES);
    }
}

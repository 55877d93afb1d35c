package io.stargazer.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Logins;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.Peer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CallTermsTest {

    private static CallTerms within(long deadlineNs, CallOptions options) {
        CallContext serving =
                new CallContext(
                        new Peer(new InetSocketAddress(1), reason -> {}),
                        Logins.of("alice").principal(),
                        deadlineNs,
                        Metadata.of("traceparent", "t", "other", "o"));
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
    void the_trace_is_handed_on_and_nothing_else() {
        Metadata metadata = within(CallContext.NO_DEADLINE, CallOptions.DEFAULT).metadata();
        assertThat(metadata.get("traceparent")).isEqualTo("t");
        assertThat(metadata.get("other")).isNull();
    }

    @Test
    void an_own_trace_is_kept() {
        CallOptions own = CallOptions.DEFAULT.withMetadata(Metadata.of("traceparent", "mine"));
        Metadata metadata = within(CallContext.NO_DEADLINE, own).metadata();
        assertThat(metadata.size()).isOne();
        assertThat(metadata.get("traceparent")).isEqualTo("mine");
    }
}

package io.stargazer.rpc.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RP-8: traceparent and tracestate as the W3C recommendation has them. */
class TraceContextTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String GOOD = "00-" + TRACE + "-" + PARENT + "-01";

    private static TraceContext read(String traceparent, String tracestate) {
        return Objects.requireNonNull(TraceContext.parse(traceparent, tracestate));
    }

    @Test
    void what_is_read_is_written_the_same() {
        TraceContext trace = read(GOOD, "vendor=1,other=2");
        assertThat(trace.traceId()).isEqualTo(TRACE);
        assertThat(trace.parentId()).isEqualTo(0xb7ad6b7169203331L);
        assertThat(trace.isSampled()).isTrue();
        assertThat(trace.state()).isEqualTo("vendor=1,other=2");
        assertThat(trace.traceparent()).isEqualTo(GOOD);
    }

    @ParameterizedTest
    @CsvSource({"00, 00, false", "01, 01, true", "02, 02, false", "03, 03, true"})
    void known_flags_are_kept(String flags, String kept, boolean sampled) {
        TraceContext trace = read("00-" + TRACE + "-" + PARENT + "-" + flags, "");
        assertThat(trace.isSampled()).isEqualTo(sampled);
        assertThat(trace.child().traceparent()).endsWith("-" + kept);
    }

    @ParameterizedTest
    @CsvSource({"ff, 03", "fd, 01", "80, 00"})
    void flags_that_nobody_knows_are_dropped(String flags, String kept) {
        assertThat(read("00-" + TRACE + "-" + PARENT + "-" + flags, "").traceparent())
                .isEqualTo("00-" + TRACE + "-" + PARENT + "-" + kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-1-2-01",
                "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-B7AD6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0A",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "0-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-011",
                "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
                "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01",
                "00-+af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.what",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            })
    void what_is_malformed_is_no_trace(String traceparent) {
        assertThat(TraceContext.parse(traceparent, "vendor=1")).isNull();
    }

    @Test
    void without_a_traceparent_there_is_no_trace() {
        assertThat(TraceContext.parse(null, "vendor=1")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-what-the-future-adds"})
    void later_versions_are_read_as_far_as_this_one_goes(String more) {
        TraceContext trace = read("cc-" + TRACE + "-" + PARENT + "-01" + more, "");
        assertThat(trace.traceparent()).isEqualTo(GOOD);
    }

    @Test
    void a_long_state_loses_its_last_entries_and_never_half_an_entry() {
        String fits = "a=" + "1".repeat(254) + ",b=" + "2".repeat(253);
        assertThat(fits).hasSize(TraceContext.MAX_STATE_CHARS);
        assertThat(read(GOOD, fits).state()).isEqualTo(fits);
        assertThat(read(GOOD, fits + ",c=3").state()).isEqualTo(fits);
        assertThat(read(GOOD, fits + "2").state()).isEqualTo("a=" + "1".repeat(254));
        assertThat(read(GOOD, "a=" + "1".repeat(511)).state()).isEmpty();
    }

    @Test
    void a_state_that_is_not_printable_is_dropped_and_the_trace_kept() {
        assertThat(read(GOOD, "a=1\r\nevil: 1")).isEqualTo(read(GOOD, ""));
        assertThat(read(GOOD, "a=ü")).isEqualTo(read(GOOD, ""));
    }

    @Test
    void a_child_is_another_call_of_the_same_trace() {
        TraceContext trace = read(GOOD, "vendor=1");
        TraceContext child = trace.child();
        assertThat(child.traceId()).isEqualTo(TRACE);
        assertThat(child.flags()).isEqualTo(trace.flags());
        assertThat(child.state()).isEqualTo("vendor=1");
        assertThat(child.parentId()).isNotEqualTo(trace.parentId());
    }

    @Test
    void roots_differ_are_sampled_and_can_be_read() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            TraceContext root = TraceContext.root();
            assertThat(read(root.traceparent(), root.state())).isEqualTo(root);
            assertThat(root.isSampled()).isTrue();
            ids.add(root.traceId());
        }
        assertThat(ids).hasSize(100);
    }

    @Test
    void an_impossible_trace_cannot_be_made() {
        assertThatThrownBy(() -> new TraceContext(0, 0, 1, 0, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TraceContext(1, 0, 0, 0, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TraceContext(1, 0, 1, 4, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TraceContext(1, 0, 1, 0, "a\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.stargazer.rpc.outlier;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** RP-7: what the end of a call says about the instance. */
class VerdictTest {

    private static Map<Status, Verdict> verdicts(boolean neverStarted) {
        Map<Status, Verdict> verdicts = new EnumMap<>(Status.class);
        for (Status status : Status.values()) {
            if (status != Status.OK) {
                Failure failure = Failure.of(status, "test.code", "a sentence");
                verdicts.put(status, Verdict.of(failure, neverStarted));
            }
        }
        return verdicts;
    }

    @Test
    void an_answer_is_an_answer_also_when_it_is_a_refusal() {
        assertThat(Verdict.of(null, false)).isEqualTo(Verdict.ANSWERED);
        assertThat(verdicts(false))
                .containsEntry(Status.NOT_FOUND, Verdict.ANSWERED)
                .containsEntry(Status.INVALID_ARGUMENT, Verdict.ANSWERED)
                .containsEntry(Status.PERMISSION_DENIED, Verdict.ANSWERED);
    }

    @Test
    void who_breaks_or_stays_silent_has_failed() {
        assertThat(verdicts(false))
                .containsEntry(Status.DEADLINE_EXCEEDED, Verdict.FAILED)
                .containsEntry(Status.INDETERMINATE, Verdict.FAILED)
                .containsEntry(Status.UNREACHABLE, Verdict.FAILED)
                .containsEntry(Status.FAULTED, Verdict.FAILED);
    }

    @Test
    void what_did_not_begin_there_is_not_its_fault() {
        assertThat(verdicts(true))
                .containsEntry(Status.DEADLINE_EXCEEDED, Verdict.SILENT)
                .containsEntry(Status.UNREACHABLE, Verdict.SILENT);
    }

    @Test
    void load_and_a_callers_change_of_mind_say_nothing() {
        assertThat(verdicts(false))
                .containsEntry(Status.OVERLOADED, Verdict.SILENT)
                .containsEntry(Status.CANCELLED, Verdict.SILENT);
        assertThat(Verdict.of(new CancellationException(), false)).isEqualTo(Verdict.SILENT);
    }
}

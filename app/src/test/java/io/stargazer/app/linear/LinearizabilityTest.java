package io.stargazer.app.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.linear.Operation.Kind;
import io.stargazer.app.linear.Operation.Outcome;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

/** CL-1: what is right is accepted, what is wrong is not, and it is said what is wrong. */
class LinearizabilityTest {

    private static void accepted(Told told) {
        assertThat(told.verdict()).isEqualTo(new Verdict.Linearizable());
    }

    private static AbstractStringAssert<?> rejected(Told told) {
        assertThat(told.verdict()).isInstanceOf(Verdict.Violated.class);
        return assertThat(((Verdict.Violated) told.verdict()).story());
    }

    @Test
    void one_after_the_other_is_accepted() {
        accepted(new Told().read(1, 0, 0, 1).write(1, 7, 2, 3).read(2, 7, 4, 5));
    }

    @Test
    void what_overlaps_may_have_happened_either_way() {
        Told bothOrders = new Told().write(1, 7, 0, 100).write(2, 8, 0, 100);
        accepted(bothOrders.read(3, 7, 10, 20).read(3, 8, 30, 40).read(4, 8, 35, 50));
        accepted(new Told().write(1, 7, 0, 100).read(2, 0, 10, 20).read(3, 7, 10, 20));
    }

    @Test
    void what_ends_as_another_begins_overlaps_it() {
        accepted(new Told().write(1, 7, 0, 10).read(2, 0, 10, 20));
    }

    @Test
    void unknown_write_may_happen_at_once_later_or_never() {
        accepted(new Told().lostWrite(1, 7, 0, 1).read(2, 7, 2, 3));
        accepted(new Told().lostWrite(1, 7, 0, 1).read(2, 0, 2, 3).read(2, 7, 100, 101));
        accepted(new Told().lostWrite(1, 7, 0, 1).write(2, 8, 2, 3).read(2, 7, 4, 5));
        accepted(new Told().lostWrite(1, 7, 0, 1).write(2, 8, 2, 3).read(2, 8, 4, 5));
    }

    @Test
    void unknown_writes_of_the_same_value_may_each_happen_once() {
        Told told = new Told().lostWrite(1, 7, 0, 1).lostWrite(2, 7, 0, 1);
        accepted(told.read(3, 7, 2, 3).write(3, 8, 4, 5).read(3, 7, 6, 7));
        rejected(told.write(3, 9, 8, 9).read(3, 7, 10, 11));
    }

    @Test
    void registers_do_not_know_each_other() {
        Told told = new Told().write(1, 7, 0, 1);
        told.history().add(new Operation(1, "other", Kind.READ, 0, 2, 3, Outcome.DONE));
        accepted(told);
    }

    @Test
    void stale_read_is_rejected() {
        rejected(new Told().write(1, 7, 0, 1).write(1, 8, 2, 3).read(2, 7, 4, 5))
                .contains("the register holds 8", "read  7", "7 was written by", "write 7");
    }

    @Test
    void read_that_goes_back_is_rejected() {
        rejected(new Told().write(1, 7, 0, 100).read(2, 7, 10, 20).read(3, 0, 30, 40))
                .contains("0 was written and at first by");
    }

    @Test
    void lost_write_is_rejected() {
        rejected(new Told().write(1, 7, 0, 1).read(2, 0, 2, 3));
    }

    @Test
    void value_that_nobody_wrote_is_rejected() {
        rejected(new Told().write(1, 7, 0, 1).read(2, 9, 2, 3)).contains("nobody");
    }

    @Test
    void write_that_happens_twice_is_rejected() {
        Told told = new Told().write(1, 7, 0, 1).write(2, 8, 2, 3).read(3, 8, 4, 5);
        rejected(told.read(3, 7, 6, 7));
        Told unknown = new Told().lostWrite(1, 7, 0, 1).read(3, 7, 2, 3).write(2, 8, 4, 5);
        rejected(unknown.read(3, 8, 6, 7).read(3, 7, 8, 9));
    }

    @Test
    void write_that_happens_after_it_was_refused_is_rejected() {
        rejected(new Told().refusedWrite(1, 7, 0, 1).read(2, 7, 2, 3)).contains("not done");
        accepted(new Told().refusedWrite(1, 7, 0, 1).read(2, 0, 2, 3));
    }

    @Test
    void unknown_write_that_is_read_before_it_began_is_rejected() {
        rejected(new Told().read(2, 7, 0, 1).lostWrite(1, 7, 2, 3));
    }

    @Test
    void one_wrong_read_among_many_right_operations_is_found() {
        rejected(manyOperations().read(3, 1999, 1_000_000, 1_000_001));
        accepted(manyOperations().read(3, 2000, 1_000_000, 1_000_001));
    }

    /** Two clients write at once, a third one reads meanwhile; every hundredth write is lost. */
    private static Told manyOperations() {
        Told told = new Told();
        for (int i = 1; i <= 2000; i++) {
            long at = i * 100L;
            told.write(1, i, at, at + 90);
            if (i % 100 == 0) {
                told.lostWrite(2, 10_000 + i, at, at + 50);
                told.read(4, 10_000 + i, at + 10, at + 60);
            }
            told.read(3, i, at + 70, at + 95);
        }
        return told;
    }

    @Test
    void search_that_needs_too_much_memory_says_so() {
        Told told = new Told();
        for (int i = 1; i <= 20; i++) {
            told.write(i, i, 0, 100);
        }
        told.read(30, 99, 101, 102);
        assertThat(new Linearizability(Told.INITIAL, 1000).check(told.history()))
                .isEqualTo(new Verdict.Undecided("r"));
    }
}

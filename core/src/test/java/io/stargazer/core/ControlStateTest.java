package io.stargazer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.stargazer.api.Command;
import io.stargazer.api.Stamp;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.IdentityCommand.CreateNamespace;
import io.stargazer.api.identity.IdentityCommand.DeleteNamespace;
import io.stargazer.api.session.SessionCommand.OpenSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ControlStateTest {

    private final ControlState state = new ControlState();

    @Test
    void a_new_state_is_empty() {
        assertThat(state.view()).isEqualTo(ControlView.EMPTY);
        assertThat(state.nextRevision()).isEqualTo(1);
    }

    @Test
    void the_view_has_revision_and_time_of_the_last_command() {
        state.apply(new Stamp(1, 700, "user:admin"), new CreateNamespace("default"));
        state.apply(new Stamp(2, 700, "user:admin"), new CreateNamespace("default"));
        assertThat(state.view().revision()).isEqualTo(2);
        assertThat(state.view().timeMs()).isEqualTo(700);
        assertThat(state.nextRevision()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, -1, Long.MAX_VALUE})
    void a_stamp_that_does_not_follow_is_a_bug(long revision) {
        state.apply(new Stamp(1, 700, "user:admin"), new CreateNamespace("default"));
        assertIsABug(new Stamp(revision, 700, "user:admin"), new CreateNamespace("bank"));
    }

    @Test
    void time_does_not_go_back() {
        state.apply(new Stamp(1, 700, "user:admin"), new CreateNamespace("default"));
        assertIsABug(new Stamp(2, 699, "user:admin"), new CreateNamespace("bank"));
    }

    @Test
    void an_unknown_command_is_a_bug() {
        record Unheard() implements Command {}
        assertIsABug(new Stamp(1, 1, "user:admin"), new Unheard());
    }

    private void assertIsABug(Stamp stamp, Command command) {
        ControlView before = state.view();
        assertThatIllegalStateException().isThrownBy(() -> state.apply(stamp, command));
        assertThat(state.view()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_same_commands_have_the_same_hash(long seed) {
        long one = new History().play(new RandomCommands(seed), 500).view().hash();
        long other = new History().play(new RandomCommands(seed), 500).view().hash();
        assertThat(one).isEqualTo(other);
        assertThat(new History().play(new RandomCommands(seed + 9), 500).view().hash())
                .isNotEqualTo(one);
    }

    @Test
    void one_other_command_gives_another_hash_for_ever() {
        long seed = 4;
        for (int other = 0; other < 100; other++) {
            History one = new History();
            History two = new History();
            RandomCommands commands = new RandomCommands(seed);
            for (int i = 0; i < 120; i++) {
                Command command = commands.next();
                one.apply(command);
                two.apply(i == other ? new DeleteNamespace("nowhere") : command);
                assertThat(one.view().hash() == two.view().hash())
                        .as("equal after %d when command %d is another", i, other)
                        .isEqualTo(i < other);
            }
        }
    }

    @Test
    void the_hash_depends_on_each_part_of_the_stamp() {
        Command command = new CreateNamespace("default");
        long hash = hashOf(new Stamp(1, 700, "user:admin"), command);
        assertThat(hashOf(new Stamp(1, 700, "user:admin"), command)).isEqualTo(hash);
        assertThat(hashOf(new Stamp(1, 701, "user:admin"), command)).isNotEqualTo(hash);
        assertThat(hashOf(new Stamp(1, 700, "user:other"), command)).isNotEqualTo(hash);
    }

    @Test
    void the_hash_depends_on_the_outcome() {
        // The same command at the same revision over another past, with the hash of the past equal.
        ApplicationId shop = new ApplicationId("default", "shop");
        ControlView past = new History().play(new RandomCommands(5), 50).view();
        ControlState one = new ControlState();
        ControlState two = new ControlState();
        one.restore(past);
        two.restore(
                new ControlView(
                        past.revision(),
                        past.timeMs(),
                        past.hash(),
                        past.identity(),
                        ControlView.EMPTY.sessions(),
                        past.registry(),
                        past.tasks(),
                        past.workflows(),
                        past.schedules()));
        String open = past.sessions().sessions().iterator().next().key();
        Stamp stamp = new Stamp(51, past.timeMs(), "user:admin");
        Command command = new OpenSession(open, shop, "host");
        assertThat(one.apply(stamp, command)).isNotEqualTo(two.apply(stamp, command));
        assertThat(one.view().hash()).isNotEqualTo(two.view().hash());
    }

    private static long hashOf(Stamp stamp, Command command) {
        ControlState state = new ControlState();
        state.apply(stamp, command);
        return state.view().hash();
    }
}

package io.stargazer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Command;
import io.stargazer.api.Event;
import io.stargazer.api.codec.Malformed;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.api.identity.IdentityCommand.CreateNamespace;
import io.stargazer.api.identity.IdentityEvent.NamespaceCreated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandCodecTest {

    @Test
    void commands_of_all_capabilities_round_trip() {
        RandomCommands commands = new RandomCommands(31);
        for (int i = 0; i < 1000; i++) {
            Command command = commands.next();
            Sink sink = new Sink();
            CommandCodec.write(command, sink);
            Source source = new Source(sink.toArray());
            assertThat(CommandCodec.read(source)).isEqualTo(command);
            source.expectEnd();
        }
    }

    @Test
    void the_capability_comes_first() {
        Sink sink = new Sink();
        CommandCodec.write(new CreateNamespace("a"), sink);
        assertThat(sink.toArray()).containsExactly(1, 1, 1, 'a');
        CommandCodec.write(new NamespaceCreated("b"), sink.clear());
        assertThat(sink.toArray()).containsExactly(1, 1, 1, 'b');
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 255, -1, (1L << 32) + 1, (1L << 40) + 2})
    void an_unknown_capability_is_malformed(long capability) {
        Sink sink = new Sink();
        sink.unsigned(capability);
        sink.raw(new byte[] {1, 1, 'a'}, 0, 3);
        assertThatThrownBy(() -> CommandCodec.read(new Source(sink.toArray())))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("no capability");
    }

    @Test
    void what_belongs_to_no_capability_is_not_written() {
        record Unheard() implements Command, Event {}
        Command command = new Unheard();
        Event event = new Unheard();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.write(command, new Sink()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCodec.write(event, new Sink()));
    }
}

package io.stargazer.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.codec.Sink;
import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.ratis.RatisLog;
import io.stargazer.server.log.ratis.RatisLogOptions;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-6: what a newer version has written is not guessed at. */
@Timeout(60)
class NewerVersionTest {

    @TempDir Path folder;

    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final CompletableFuture<Void> leads = new CompletableFuture<>();
    private final ControlMachine honest =
            new ControlMachine((sentence, cause) -> failure.complete(sentence));

    private RatisLog start(LogMachine machine) throws StartRefused {
        return RatisLog.start(RatisLogOptions.of("s1", folder.resolve("s1")), machine);
    }

    private void listen() {
        honest.listen(
                new ChangeListener() {
                    @Override
                    public void leading(boolean leading) {
                        leads.complete(null);
                    }
                });
    }

    /** Again and again: closing a log that has just failed must end, whoever comes first. */
    @RepeatedTest(20)
    void command_of_a_newer_version_stops_the_server_with_a_sentence() throws Exception {
        listen();
        try (RatisLog log = start(honest)) {
            leads.get(20, TimeUnit.SECONDS);
            Sink command = new Sink();
            command.string("user:admin");
            command.unsigned(999);
            var _ =
                    log.propose(
                            EntryCodec.encode(
                                    new EntryCodec.Header(1, 1, 1), List.of(command.toArray())));
            assertThat(failure.get(20, TimeUnit.SECONDS))
                    .contains("of the log is of a newer version", "999");
        }
    }

    @Test
    void snapshot_of_a_newer_version_refuses_the_start() throws Exception {
        listen();
        try (RatisLog log = start(new Newer(honest))) {
            leads.get(20, TimeUnit.SECONDS);
            log.propose(EntryCodec.encode(new EntryCodec.Header(1, 1, 1), List.of()))
                    .get(20, TimeUnit.SECONDS);
            log.snapshot().get(20, TimeUnit.SECONDS);
        }
        assertThatThrownBy(() -> start(new ControlMachine((sentence, cause) -> {})))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NEWER_VERSION))
                .hasMessageContainingAll("snapshot", "another version", "format 999");
    }

    /** Writes snapshots that this version cannot know. */
    private record Newer(ControlMachine machine) implements LogMachine {
        @Override
        public void apply(long index, byte[] entry) {
            machine.apply(index, entry);
        }

        @Override
        public View view() {
            return out -> {
                Sink head = new Sink();
                head.unsigned(999);
                RowStream.writer(out).row(head);
            };
        }

        @Override
        public void restore(long index, InputStream snapshot) {
            throw new AssertionError("there is none yet");
        }

        @Override
        public void leading(boolean leading) {
            machine.leading(leading);
        }

        @Override
        public void failed(String sentence, Throwable cause) {
            machine.failed(sentence, cause);
        }
    }
}

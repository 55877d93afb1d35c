package io.stargazer.server.backup;

import io.stargazer.api.codec.Source;
import io.stargazer.core.CommandCodec;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlMachine;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.control.Decision;
import io.stargazer.server.log.ratis.RatisLog;
import io.stargazer.server.log.ratis.RatisLogOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records the data directory of a server of this release, once, before it is shipped; not a test.
 * What it has lived through is the golden log of {@code core}, with snapshots on the way; so it
 * ends with the same hash. From the root, with the class path of the tests of {@code server}:
 *
 * <pre>
 *   java -cp CLASSPATH io.stargazer.server.backup.GoldenDirectoryWriter \
 *       core/src/test/resources/golden/0.1.0.log server/src/test/resources/golden/0.1.0
 * </pre>
 */
final class GoldenDirectoryWriter {

    /** The log begins before the first, goes on after the second. */
    private static final long FIRST_SNAPSHOT = 500;

    private static final long SECOND_SNAPSHOT = 1100;

    private GoldenDirectoryWriter() {}

    public static void main(String[] args) throws Exception {
        Source recorded = new Source(Files.readAllBytes(Path.of(args[0])));
        ControlMachine machine =
                new ControlMachine((sentence, cause) -> {
                    throw new AssertionError(sentence, cause);
                });
        CountDownLatch leads = new CountDownLatch(1);
        machine.listen(
                new ChangeListener() {
                    @Override
                    public void leading(boolean leading) {
                        leads.countDown();
                    }
                });
        AtomicLong nowMs = new AtomicLong();
        RatisLog log = RatisLog.start(RatisLogOptions.of("s1", Path.of(args[1])), machine);
        try (ControlPlane control =
                new ControlPlane(
                        machine,
                        log,
                        () -> Instant.ofEpochMilli(nowMs.get()),
                        new Random(1),
                        Runnable::run)) {
            leads.await();
            CompletableFuture<Decision> last = CompletableFuture.completedFuture(null);
            long commands = recorded.unsigned();
            for (long revision = 1; revision <= commands; revision++) {
                long timeMs = recorded.signed();
                if (timeMs != nowMs.get()) {
                    last.join(); // those of one moment travel together
                    nowMs.set(timeMs);
                }
                last = control.submit(recorded.string(), CommandCodec.read(recorded));
                if (revision == FIRST_SNAPSHOT || revision == SECOND_SNAPSHOT) {
                    last.join();
                    control.snapshot().join();
                }
            }
            last.join();
        }
        System.exit(0);
    }
}

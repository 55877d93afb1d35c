package io.stargazer.bench.tasks.process;

import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.work.Receipt.Prediction;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tasks of very different lengths with near and far deadlines, in bursts: of those that were
 * predicted to be on time, how many are? On time is one whose result the submitter hears before the
 * deadline.
 */
final class Calibration {

    private static final int SURE_PER_MILLE = 950;
    private static final int LEARNT_FROM = 300;
    private static final int LARGEST_BURST = 60;
    private static final double TYPICAL_MS = 2;
    private static final double SPREAD = 0.7;
    private static final int FARTHEST_MS = 150;
    private static final long PATIENCE_SECONDS = 60;
    private static final TaskTerms ONCE = TaskTerms.DEFAULT.withRetry(RetryPolicy.NEVER);

    private final Tasks tasks;
    private final Random random = new Random(5);

    Calibration(Tasks tasks) {
        this.tasks = tasks;
    }

    /** A task, and whether it was on time. */
    private record Submitted(TaskHandle<Void> handle, CompletableFuture<Boolean> isOnTime) {}

    /** Submits so many; answers with the predicted, those surely on time, and those that were. */
    String measure(int count) throws Exception {
        for (Submitted each : burst(LEARNT_FROM)) {
            isOnTime(each);
        }
        int predicted = 0;
        int sure = 0;
        int hits = 0;
        for (int left = count; left > 0; ) {
            int size = Math.min(left, 1 + random.nextInt(LARGEST_BURST));
            left -= size;
            for (Submitted each : burst(size)) {
                Prediction prediction =
                        each.handle()
                                .receipt()
                                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                .prediction();
                boolean isSure =
                        prediction != null && prediction.onTimePerMille() >= SURE_PER_MILLE;
                predicted += prediction == null ? 0 : 1;
                sure += isSure ? 1 : 0;
                hits += isOnTime(each) && isSure ? 1 : 0;
            }
        }
        return "%d %d %d".formatted(predicted, sure, hits);
    }

    private List<Submitted> burst(int size) {
        List<Submitted> burst = new ArrayList<>();
        for (int number = 0; number < size; number++) {
            double lengthMs = TYPICAL_MS * Math.exp(SPREAD * random.nextGaussian());
            byte[] payload =
                    ByteBuffer.allocate(Long.BYTES).putLong((long) (lengthMs * 1e6)).array();
            Instant deadline = Instant.now().plusMillis(1 + random.nextInt(FARTHEST_MS));
            TaskHandle<Void> handle =
                    tasks.submit(
                            ExecutorProcess.SLEEP,
                            payload,
                            Void.class,
                            ONCE.withDeadline(deadline));
            burst.add(
                    new Submitted(
                            handle,
                            handle.result()
                                    .handle((_, failure) ->
                                            failure == null && !Instant.now().isAfter(deadline))));
        }
        return burst;
    }

    private static boolean isOnTime(Submitted each)
            throws InterruptedException, ExecutionException, TimeoutException {
        return each.isOnTime().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}

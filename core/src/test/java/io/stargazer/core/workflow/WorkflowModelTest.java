package io.stargazer.core.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.Task;
import io.stargazer.api.workflow.OnFailure;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.StepState;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowStanding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random workflows whose tasks end in random order, against a simple model: a step runs exactly
 * when all before it are done, sees exactly their results, and the workflow ends as its steps did.
 */
final class WorkflowModelTest {

    private final TreeMap<String, String> results = new TreeMap<>();
    private final TreeSet<String> failed = new TreeSet<>();
    private Random random = new Random(0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void steps_run_when_all_before_them_are_done(long seed) {
        random = new Random(seed);
        List<Step> steps = steps(5 + random.nextInt(60));
        Loom loom = new Loom();
        loom.start(steps.toArray(Step[]::new));
        int retries = 0;
        while (loom.run().isRunning() || retries < 3) {
            if (!loom.run().isRunning()) {
                retries = retry(loom, steps, retries);
                continue;
            }
            assertAgrees(loom, steps);
            endOne(loom, loom.tasks("work"));
        }
        assertThat(loom.tasks("work")).isEmpty();
        assertThat(loom.history.view().workflows().awaited().isEmpty()).isTrue();
        boolean isDone = steps.stream().allMatch(this::isDone);
        assertThat(loom.run().standing())
                .isEqualTo(isDone ? WorkflowStanding.SUCCEEDED : WorkflowStanding.FAILED);
    }

    /** Three times at most; in the end it succeeds, or fails for the steps that failed. */
    private int retry(Loom loom, List<Step> steps, int retries) {
        for (Step step : steps) {
            boolean isFatal = step.onFailure() == OnFailure.FAIL && failed.contains(step.name());
            if (isFatal) {
                loom.history.must(new WorkflowCommand.RetryStep(Loom.ID, step.name()));
                failed.remove(step.name());
                return retries + 1;
            }
        }
        return 3;
    }

    private void endOne(Loom loom, List<Task> tasks) {
        Task task = tasks.get(random.nextInt(tasks.size()));
        String step = stepOf(task);
        boolean succeeds = random.nextInt(12) > 0;
        if (succeeds) {
            String result = "r" + step + "." + random.nextInt(100);
            results.put(step, result);
            loom.end(task, new AttemptEnd.Succeeded(Bytes.utf8(result)));
        } else {
            failed.add(step);
            loom.end(task, new AttemptEnd.Failed("oh", false));
        }
    }

    private void assertAgrees(Loom loom, List<Step> steps) {
        TreeMap<String, String> pending = new TreeMap<>();
        for (Task task : loom.tasks("work")) {
            byte[] payload = task.request().payload().toArray();
            pending.put(stepOf(task), new String(payload, StandardCharsets.UTF_8));
        }
        for (Step step : steps) {
            boolean isOver = results.containsKey(step.name()) || failed.contains(step.name());
            boolean isReady = step.dependencies().stream().allMatch(name -> isDone(steps, name));
            StepState state = loom.step(step.name()).state();
            if (!isOver && isReady) {
                assertThat(state).as(step.name()).isEqualTo(StepState.RUNNING);
                assertThat(pending.remove(step.name())).isEqualTo(expectedPayload(step));
            } else if (!isOver) {
                assertThat(state).as(step.name()).isEqualTo(StepState.WAITING);
            }
        }
        assertThat(pending).isEmpty();
    }

    private String expectedPayload(Step step) {
        String text = step.payload().text();
        for (String name : step.payload().references()) {
            text = text.replace("${" + name + "}", results.getOrDefault(name, "null"));
        }
        return text;
    }

    private boolean isDone(List<Step> steps, String name) {
        return steps.stream().anyMatch(step -> step.name().equals(name) && isDone(step));
    }

    private boolean isDone(Step step) {
        return results.containsKey(step.name())
                || (failed.contains(step.name()) && step.onFailure() == OnFailure.CONTINUE);
    }

    private static String stepOf(Task task) {
        return task.request().key().split("/", -1)[2];
    }

    /** Each refers to, or waits for, some of those before it; then they are shuffled. */
    private List<Step> steps(int count) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder payload = new StringBuilder("p");
            List<String> after = new ArrayList<>();
            for (int edge = random.nextInt(4); edge > 0 && i > 0; edge--) {
                String before = "s" + random.nextInt(i);
                if (random.nextBoolean()) {
                    payload.append(" ${").append(before).append("}");
                } else {
                    after.add(before);
                }
            }
            steps.add(
                    Step.of("s" + i, "work", payload.toString())
                            .withAfter(after.toArray(String[]::new))
                            .withOnFailure(
                                    random.nextInt(3) == 0 ? OnFailure.CONTINUE : OnFailure.FAIL));
        }
        Collections.shuffle(steps, random);
        return steps;
    }
}

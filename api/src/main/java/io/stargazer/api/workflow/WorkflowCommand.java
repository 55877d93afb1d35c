package io.stargazer.api.workflow;

import io.stargazer.api.Command;
import io.stargazer.api.Limits;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.codec.Tag;

/** Changes to workflows. */
public sealed interface WorkflowCommand extends Command {

    /**
     * Starts a workflow. The same id again changes nothing when plan and input are the same, and is
     * refused otherwise.
     *
     * @param submitter who asked, at most 140 characters, as in {@code app:default/shop}
     * @param input what {@code ${input}} stands for, at most 64 KiB
     */
    @Tag(1)
    record StartWorkflow(WorkflowId id, String submitter, Bytes input, Plan plan)
            implements WorkflowCommand {

        private static final int MAX_INPUT_BYTES = 64 * 1024;

        public StartWorkflow {
            Limits.text("submitter", submitter, 140);
            Limits.range("size of the input in bytes", input.size(), 0, MAX_INPUT_BYTES);
        }
    }

    /** Ends a running workflow; its pending tasks are cancelled. One that ended stays as it is. */
    @Tag(2)
    record CancelWorkflow(WorkflowId id, String reason) implements WorkflowCommand {
        public CancelWorkflow {
            Limits.text("reason", reason, 255);
        }
    }

    /**
     * Goes on with a failed or cancelled workflow from a step that failed or was given up: what is
     * not done of it is done again, then what waits for it, and all that was given up.
     */
    @Tag(3)
    record RetryStep(WorkflowId id, String step) implements WorkflowCommand {
        public RetryStep {
            Limits.text("step", step, 63);
        }
    }

    /** Forgets a workflow that has ended. One that is not there changes nothing. */
    @Tag(4)
    record ForgetWorkflow(WorkflowId id) implements WorkflowCommand {}
}

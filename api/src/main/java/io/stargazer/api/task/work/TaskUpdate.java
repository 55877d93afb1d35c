package io.stargazer.api.task.work;

import io.stargazer.api.codec.Tag;
import java.util.List;

/** One thing a submitter is told of the tasks it waits for. */
public sealed interface TaskUpdate {

    /** They ended. Each is told at least once: a connection may break after it was told. */
    @Tag(1)
    record Finished(List<TaskResult> results) implements TaskUpdate {
        public Finished {
            results = List.copyOf(results);
        }
    }

    /** They go on. Not each note is told to who is slow. */
    @Tag(2)
    record Noted(List<TaskNote> notes) implements TaskUpdate {
        public Noted {
            notes = List.copyOf(notes);
        }
    }

    /** They are not remembered: their end was too long ago, or they were never accepted. */
    @Tag(3)
    record Unknown(List<AwaitedTask> tasks) implements TaskUpdate {
        public Unknown {
            tasks = List.copyOf(tasks);
        }
    }
}

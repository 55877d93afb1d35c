package io.stargazer.server.task.forecast;

import io.stargazer.api.task.work.Receipt.Prediction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be expected of the tasks of a submission.
 *
 * @param predictions for each task in order; absent for those without a deadline, and while too
 *     little is known
 */
public record Judgement(List<@Nullable Prediction> predictions) {

    /** A task that will keep its deadline with a lower probability will probably be late. */
    private static final int LATE_BELOW_PER_MILLE = 500;

    public Judgement {
        predictions = Collections.unmodifiableList(new ArrayList<>(predictions));
    }

    static Judgement nothing(int tasks) {
        return new Judgement(Collections.nCopies(tasks, null));
    }

    /** Whether a task will probably miss its deadline; false when nobody can say. */
    public boolean isLate(int task) {
        Prediction prediction = predictions.get(task);
        return prediction != null && prediction.onTimePerMille() < LATE_BELOW_PER_MILLE;
    }
}

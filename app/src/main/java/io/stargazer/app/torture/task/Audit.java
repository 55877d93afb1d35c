package io.stargazer.app.torture.task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what submitters were told with what was really done (TK-2, TK-3, TK-4): every task that
 * was accepted has ended once, the last effect of one that succeeded is that of its result, and the
 * effects of all came in the order of their fences.
 */
final class Audit {

    private static final int MOST_TOLD = 10;

    private final Journal journal;
    private final Effects effects;

    Audit(Journal journal, Effects effects) {
        this.journal = journal;
        this.effects = effects;
    }

    /** What is lost, invented or out of order, the first few of it; empty when all is well. */
    Optional<String> complaint() throws IOException {
        String contradiction = journal.contradiction();
        if (contradiction != null) {
            return Optional.of(contradiction);
        }
        List<String> wrong = new ArrayList<>();
        for (int number : journal.open()) {
            wrong.add("task %d was accepted, and its end is not known".formatted(number));
        }
        for (int first : Effects.thousands(journal.last())) {
            look(first, wrong);
        }
        List<String> told = wrong.subList(0, Math.min(wrong.size(), MOST_TOLD));
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "of %d tasks %d are wrong:%n%s"
                                .formatted(
                                        journal.accepted(),
                                        wrong.size(),
                                        String.join(System.lineSeparator(), told)));
    }

    private void look(int first, List<String> wrong) throws IOException {
        Map<Integer, List<Long>> done = effects.thousandFrom(first);
        done.forEach((number, fences) -> {
            for (int i = 1; i < fences.size(); i++) {
                if (fences.get(i - 1) >= fences.get(i)) {
                    wrong.add("task %d had effects of the fences %s".formatted(number, fences));
                    return;
                }
            }
        });
        for (int number = first; number < first + Effects.TASKS_OF_FILE; number++) {
            long fence = journal.isAccepted(number) ? journal.fenceOf(number) : 0;
            List<Long> fences = done.getOrDefault(number, List.of());
            if (fence > 0 && (fences.isEmpty() || fences.getLast() != fence)) {
                wrong.add(
                        "task %d ended with the result of fence %d, and had effects of the fences %s"
                                .formatted(number, fence, fences));
            }
        }
    }
}

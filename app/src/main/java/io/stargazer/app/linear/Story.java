package io.stargazer.app.linear;

import io.stargazer.app.linear.Search.Deepest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells people why there is no order: how far one comes, and what does not fit then. */
final class Story {

    private static final int TOLD = 12;

    private final List<Operation> all;
    private final long initial;
    private final long beginNs;

    Story(List<Operation> all, long initial) {
        this.all = all.stream().sorted(Comparator.comparingLong(Operation::invokedNs)).toList();
        this.initial = initial;
        this.beginNs = all.isEmpty() ? 0 : this.all.getFirst().invokedNs();
    }

    String of(Deepest deepest) {
        StringBuilder story = new StringBuilder();
        story.append(
                "%d operations can be put in order; the last of them:%n"
                        .formatted(deepest.count()));
        append(story, deepest.last());
        story.append(
                "then the register holds %d, and none of these fits:%n".formatted(deepest.value()));
        List<Operation> next = next(deepest);
        append(story, next);
        Set<Long> values = new HashSet<>();
        next.stream().filter(operation -> !operation.isWrite()).forEach(o -> values.add(o.value()));
        for (long value : values) {
            List<Operation> writers =
                    all.stream().filter(o -> o.isWrite() && o.value() == value).toList();
            String where = value == initial ? " and at first" : "";
            story.append("%d was written%s by:%n".formatted(value, where));
            append(story, writers);
        }
        return story.toString().stripTrailing();
    }

    /** What was under way when the first operation ended that could not be placed. */
    private List<Operation> next(Deepest deepest) {
        long afterNs =
                deepest.last().stream().mapToLong(Operation::invokedNs).max().orElse(beginNs);
        List<Operation> left = new ArrayList<>();
        for (Operation operation : all) {
            if (operation.isDone()
                    && operation.returnedNs() >= afterNs
                    && !deepest.last().contains(operation)) {
                left.add(operation);
            }
        }
        long firstEndNs =
                left.stream().mapToLong(Operation::returnedNs).min().orElse(Long.MAX_VALUE);
        left.removeIf(operation -> operation.invokedNs() > firstEndNs);
        return left;
    }

    private void append(StringBuilder story, List<Operation> operations) {
        if (operations.isEmpty()) {
            story.append("    nobody\n");
        }
        operations.stream()
                .limit(TOLD)
                .forEach(operation ->
                        story.append("    ").append(operation.line(beginNs)).append('\n'));
    }
}

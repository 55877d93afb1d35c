package io.stargazer.sdk.task.sql;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task on a database. A row for which the driver does not say how many it changed
 * counts as one.
 *
 * @param changed how many rows of the database each statement changed, by its name
 */
public record SqlCounts(SortedMap<String, Long> changed) {

    public SqlCounts {
        changed = Collections.unmodifiableSortedMap(new TreeMap<>(changed));
    }

    /** How many rows a statement changed, 0 when it was not run. */
    public long of(String statement) {
        @Nullable Long count = changed.get(statement);
        return count == null ? 0 : count;
    }

    public long total() {
        return changed.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Those of several batches together. */
    public static SqlCounts sum(Collection<SqlCounts> some) {
        SortedMap<String, Long> sum = new TreeMap<>();
        some.forEach(
                each -> each.changed.forEach((name, count) -> sum.merge(name, count, Long::sum)));
        return new SqlCounts(sum);
    }

    /** As it is recorded in the database: {@code insert-order=7 take-stock=2}. */
    String text() {
        return changed.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    static SqlCounts parse(String text) {
        SortedMap<String, Long> changed = new TreeMap<>();
        for (String entry : text.split(" ", -1)) {
            int equals = entry.indexOf('=');
            changed.put(entry.substring(0, equals), Long.valueOf(entry.substring(equals + 1)));
        }
        return new SqlCounts(changed);
    }
}

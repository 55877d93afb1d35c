package io.stargazer.sdk.task.sql;

import io.stargazer.sdk.task.execute.NonRetryable;
import java.sql.SQLException;
import java.util.Set;

/** What an error of a database means for the task. */
final class SqlTrouble {

    /** Data, constraints, syntax and rights: the same again would end the same. */
    private static final Set<String> FINAL_CLASSES = Set.of("22", "23", "42");

    private static final Set<String> CONSTRAINTS = Set.of("23");

    private SqlTrouble() {}

    /**
     * Lost connections (08), deadlocks (40), lack of means (53), stopped statements (57) may pass.
     */
    static Exception of(String what, SQLException failed) {
        return isOf(FINAL_CLASSES, failed)
                ? new NonRetryable(
                        "%s: %s (SQLSTATE %s)"
                                .formatted(what, failed.getMessage(), failed.getSQLState()),
                        failed)
                : failed;
    }

    /** Whether a row is there already, or may not be. */
    static boolean isConstraint(SQLException failed) {
        return isOf(CONSTRAINTS, failed);
    }

    private static boolean isOf(Set<String> classes, SQLException failed) {
        String state = failed.getSQLState();
        return state != null && state.length() == 5 && classes.contains(state.substring(0, 2));
    }
}

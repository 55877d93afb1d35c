package io.stargazer.bench.tasks;

import io.stargazer.bench.Turns;
import io.stargazer.bench.tasks.process.Subject;

/** Something to measure. */
interface TaskCase {

    /** The name under which it reports, as on the command line. */
    String name();

    /** Measures all rounds of it. */
    void measure(Turns<Subject> turns) throws Exception;
}

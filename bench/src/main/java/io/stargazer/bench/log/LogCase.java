package io.stargazer.bench.log;

import java.util.List;

/** Something to measure. */
interface LogCase {

    /** The names under which it reports, as on the command line. */
    List<String> names();

    /** Measures all rounds of it. */
    void measure(Run run) throws Exception;
}

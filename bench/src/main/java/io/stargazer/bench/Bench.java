package io.stargazer.bench;

import java.util.List;

/** One benchmark: a few cases, each measured in several rounds. */
public interface Bench {

    /** As on the command line. */
    String name();

    /** One sentence. */
    String about();

    /** What can be measured alone, by the names of the report. */
    List<String> cases();

    /** Who is measured, by the names of the report. */
    List<String> subjects();

    /** Measures and reports. */
    void run(Report report, Plan plan) throws Exception;
}

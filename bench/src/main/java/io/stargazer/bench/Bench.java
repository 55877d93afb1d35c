package io.stargazer.bench;

/** One benchmark: a few cases, each measured in several rounds. */
interface Bench {

    /** As on the command line. */
    String name();

    /** One sentence. */
    String about();

    /** Measures and reports. */
    void run(Report report, int rounds) throws Exception;
}

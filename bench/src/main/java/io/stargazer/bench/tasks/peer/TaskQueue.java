package io.stargazer.bench.tasks.peer;

/**
 * A queue as one process sees it, which either submits tasks or does them. Every task does nothing
 * and bears the moment at which it was submitted. For one thread at a time.
 */
public interface TaskQueue extends AutoCloseable {

    /**
     * Submits for so long, as many at a time as suits it, and waits until all are accepted.
     *
     * @return how many they were
     */
    long press(double seconds) throws Exception;

    /** Submits one and waits until it is accepted. */
    void submit() throws Exception;

    /** Does tasks from now on, until the process ends. */
    void work(Begun begun) throws Exception;

    @Override
    void close();
}

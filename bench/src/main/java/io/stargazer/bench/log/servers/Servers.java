package io.stargazer.bench.log.servers;

import java.io.IOException;
import java.util.List;

/** One cluster on this machine, each server a process. For one thread at a time. */
public interface Servers extends AutoCloseable {

    /** {@code host:port} of every server, in the order of their numbers. */
    List<String> addresses();

    /** What clients show when they log in; a hyphen where nobody asks. */
    String secret();

    /** The number of the one that leads; waits while there is none. */
    int leader() throws IOException, InterruptedException;

    /** The number of elections so far, and a little more: it grows with each. */
    long term() throws IOException, InterruptedException;

    /** Kills it as the kernel does, without a word, and waits until it is gone. */
    void kill(int server) throws InterruptedException;

    /**
     * Starts a killed one again on its disk, at its address, and waits until it serves.
     *
     * @return nanoseconds from the start of its process
     */
    long restart(int server) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    default String leaderAddress() throws IOException, InterruptedException {
        return addresses().get(leader());
    }
}

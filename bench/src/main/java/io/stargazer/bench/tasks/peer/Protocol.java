package io.stargazer.bench.tasks.peer;

import java.io.IOException;

/** What is said to a queue over a socket. */
interface Protocol {

    /** How many submissions of one connection may wait for their answers. */
    int window();

    /** Writes one submission, without flushing. */
    void writeSubmission(Conversation queue) throws IOException;

    /** Reads the answer to the first submission that has none. */
    void readAcceptance(Conversation queue) throws IOException;

    /** Takes tasks, does them and says so, for ever. */
    void work(Conversation queue, Begun begun) throws IOException;
}

package io.stargazer.bench.rpc.load;

/** Calls that travel together, on one connection. */
@FunctionalInterface
public interface BatchedEcho {

    /** Makes {@code calls} calls at once; as they are answered, one or more at a time, tells so. */
    void send(byte[] payload, int calls, Answers answers);

    /** Hears of calls that ended; called by one thread at a time. */
    interface Answers {

        void answered(int calls);

        void failed(Throwable why);
    }
}

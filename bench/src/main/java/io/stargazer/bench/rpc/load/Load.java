package io.stargazer.bench.rpc.load;

/** A way to press calls through a peer. */
@FunctionalInterface
public interface Load {

    /** Presses for so long, waits for what is under way, and tells how it went. */
    Measurement run(double seconds) throws Exception;
}

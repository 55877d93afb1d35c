package io.stargazer.bench.log.transport;

import io.stargazer.server.log.CommandPipeline;
import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.LogMachine;
import java.io.InputStream;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;

/** A machine without a state: tells the pipeline that its items are done. */
final class Answers implements LogMachine {

    private final CompletableFuture<CommandPipeline<Boolean>> pipeline = new CompletableFuture<>();

    /** From now on its items are answered. */
    void to(CommandPipeline<Boolean> proposer) {
        pipeline.complete(proposer);
    }

    @Override
    public void apply(long index, byte[] entry) {
        EntryCodec.Entry decoded = EntryCodec.decode(entry);
        pipeline.join()
                .applied(decoded.header(), Collections.nCopies(decoded.items().size(), true));
    }

    @Override
    public View view() {
        return out -> out.close();
    }

    @Override
    public void restore(long index, InputStream snapshot) {
        // There is nothing to know.
    }

    @Override
    public void leading(boolean leading) {
        // Whoever wants to know asks the log.
    }

    @Override
    public void failed(String sentence, Throwable cause) {
        System.err.println(sentence);
        Runtime.getRuntime().halt(1);
    }
}

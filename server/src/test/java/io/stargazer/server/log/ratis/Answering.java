package io.stargazer.server.log.ratis;

import io.stargazer.server.log.CommandPipeline;
import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.LogMachine;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A notebook behind a pipeline: takes entries apart and answers each item. */
record Answering(Notebook notebook, Supplier<CommandPipeline<String>> pipeline)
        implements LogMachine {
    @Override
    public void apply(long index, byte[] entry) {
        EntryCodec.Entry decoded = EntryCodec.decode(entry);
        List<String> results = new ArrayList<>();
        for (byte[] item : decoded.items()) {
            notebook.apply(index, item);
            results.add("did " + Items.text(item));
        }
        pipeline.get().applied(decoded.header(), results);
    }

    @Override
    public View view() {
        return notebook.view();
    }

    @Override
    public void restore(long index, InputStream snapshot) throws IOException {
        notebook.restore(index, snapshot);
    }

    @Override
    public void leading(boolean leading) {
        notebook.leading(leading);
    }

    @Override
    public void failed(String sentence, Throwable cause) {
        notebook.failed(sentence, cause);
    }
}

package io.stargazer.server.log.ratis;

import io.stargazer.server.log.LogMachine;
import java.io.InputStream;

/** Keeps only how many entries there were; its snapshots are small. */
record Forgetful(Notebook notebook) implements LogMachine {
    @Override
    public void apply(long index, byte[] entry) {}

    @Override
    public View view() {
        return out -> out.write(1);
    }

    @Override
    public void restore(long index, InputStream snapshot) {}

    @Override
    public void leading(boolean leading) {
        notebook.leading(leading);
    }

    @Override
    public void failed(String sentence, Throwable cause) {
        notebook.failed(sentence, cause);
    }
}

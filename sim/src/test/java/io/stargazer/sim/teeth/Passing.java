package io.stargazer.sim.teeth;

import io.stargazer.server.log.LogMachine;
import java.io.IOException;
import java.io.InputStream;

/** Passes everything on to an honest machine; those who lie override a part of it. */
class Passing implements LogMachine {

    private final LogMachine honest;

    Passing(LogMachine honest) {
        this.honest = honest;
    }

    @Override
    public void apply(long index, byte[] entry) {
        honest.apply(index, entry);
    }

    @Override
    public View view() {
        return honest.view();
    }

    @Override
    public void restore(long index, InputStream snapshot) throws IOException {
        honest.restore(index, snapshot);
    }

    @Override
    public void leading(boolean leading) {
        honest.leading(leading);
    }

    @Override
    public void failed(String sentence, Throwable cause) {
        honest.failed(sentence, cause);
    }
}

package io.stargazer.sim;

import io.stargazer.server.log.LogMachine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The smallest machine: every entry is a line. */
final class Lines implements LogMachine {

    final List<String> lines = new ArrayList<>();
    String failure = "";
    int restored;
    boolean leads;

    @Override
    public void apply(long index, byte[] entry) {
        lines.add(new String(entry, StandardCharsets.UTF_8));
    }

    @Override
    public View view() {
        byte[] all = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
        return out -> out.write(all);
    }

    @Override
    public void restore(long index, InputStream snapshot) throws IOException {
        restored++;
        lines.clear();
        lines.addAll(new String(snapshot.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }

    @Override
    public void leading(boolean leading) {
        leads = leading;
    }

    @Override
    public void failed(String sentence, Throwable cause) {
        failure = sentence;
    }
}

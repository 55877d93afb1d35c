package io.stargazer.bench.tasks.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A reliable queue of two lists, as the manual of Redis describes it at LMOVE: a worker moves tasks
 * to a list of its own and removes what is done from it; many at a time, and it blocks when there
 * are none.
 */
final class RedisProtocol implements Protocol {

    private static final String QUEUE = "tasks";
    private static final int TAKEN_TOGETHER = 64;

    private final AtomicInteger workers = new AtomicInteger();

    @Override
    public int window() {
        return 1024;
    }

    @Override
    public void writeSubmission(Conversation queue) throws IOException {
        command(queue, "RPUSH", QUEUE, Conversation.stamp());
    }

    @Override
    public void readAcceptance(Conversation queue) throws IOException {
        queue.expect(":");
    }

    @Override
    public void work(Conversation queue, Begun begun) throws IOException {
        String own = "worker-" + workers.incrementAndGet();
        List<String> done = new ArrayList<>();
        while (true) {
            for (String task : done) {
                command(queue, "LREM", own, "1", task);
            }
            if (done.isEmpty()) {
                command(queue, "BLMOVE", QUEUE, own, "LEFT", "RIGHT", "0");
            }
            for (int at = 0; at < TAKEN_TOGETHER; at++) {
                command(queue, "LMOVE", QUEUE, own, "LEFT", "RIGHT");
            }
            queue.out.flush();
            for (String _ : done) {
                queue.expect(":1");
            }
            begun.ended(done.size());
            int asked = TAKEN_TOGETHER + (done.isEmpty() ? 1 : 0);
            done = taken(queue, asked, begun);
        }
    }

    private static List<String> taken(Conversation queue, int asked, Begun begun)
            throws IOException {
        List<String> taken = new ArrayList<>();
        for (int at = 0; at < asked; at++) {
            String task = bulk(queue);
            if (task != null) {
                begun.began(Conversation.stampNs(task));
                taken.add(task);
            }
        }
        return taken;
    }

    private static @Nullable String bulk(Conversation queue) throws IOException {
        String length = queue.line();
        if (length.charAt(0) != '$') {
            throw new IOException("no text but " + length);
        }
        int bytes = Integer.parseInt(length.substring(1));
        if (bytes < 0) {
            return null;
        }
        String text = queue.text(bytes);
        queue.text("\r\n".length());
        return text;
    }

    private static void command(Conversation queue, String... words) throws IOException {
        StringBuilder command = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            command.append('$').append(word.length()).append("\r\n");
            command.append(word).append("\r\n");
        }
        queue.write(command.toString());
    }
}

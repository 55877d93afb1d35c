package io.stargazer.bench.tasks.peer;

import java.io.IOException;

/**
 * Beanstalkd's lines (its doc/protocol.txt): put, reserve, delete. A worker asks for its next job
 * together with the end of the last.
 */
final class BeanstalkdProtocol implements Protocol {

    private static final String DONE = "DELETED";
    private static final String RESERVE = "reserve\r\n";
    private static final String PUT = "put 0 0 600 " + Conversation.STAMP_BYTES + "\r\n";

    @Override
    public int window() {
        return 64;
    }

    @Override
    public void writeSubmission(Conversation queue) throws IOException {
        queue.write(PUT + Conversation.stamp() + "\r\n");
    }

    @Override
    public void readAcceptance(Conversation queue) throws IOException {
        queue.expect("INSERTED");
    }

    @Override
    public void work(Conversation queue, Begun begun) throws IOException {
        queue.write(RESERVE);
        queue.out.flush();
        while (true) {
            String reserved = queue.line();
            String[] words = reserved.split(" ", -1);
            if (!words[0].equals("RESERVED")) {
                throw new IOException("no job but " + reserved);
            }
            String job = queue.text(Integer.parseInt(words[2]));
            queue.text("\r\n".length());
            begun.began(Conversation.stampNs(job));
            queue.write("delete " + words[1] + "\r\n" + RESERVE);
            queue.out.flush();
            queue.expect(DONE);
            begun.ended(1);
        }
    }
}

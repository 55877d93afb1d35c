package io.stargazer.bench.tasks.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gearman's packets (its PROTOCOL file): background jobs, each with an id of its own, as jobs of
 * one id would become one. A worker asks for its next job together with the end of the last.
 */
final class GearmandProtocol implements Protocol {

    private static final int REQUEST = 0x00524551;
    private static final int CAN_DO = 1;
    private static final int PRE_SLEEP = 4;
    private static final int NOOP = 6;
    private static final int JOB_CREATED = 8;
    private static final int GRAB_JOB = 9;
    private static final int NO_JOB = 10;
    private static final int JOB_ASSIGN = 11;
    private static final int WORK_COMPLETE = 13;
    private static final int SUBMIT_JOB_BG = 18;
    private static final byte[] FUNCTION = ascii("empty");
    private static final byte[] NOTHING = {};

    private final AtomicLong ids = new AtomicLong(System.nanoTime());

    @Override
    public int window() {
        return 256;
    }

    @Override
    public void writeSubmission(Conversation queue) throws IOException {
        byte[] id = ascii(Long.toString(ids.incrementAndGet(), Character.MAX_RADIX));
        write(queue, SUBMIT_JOB_BG, FUNCTION, id, StargazerQueue.stamp());
    }

    @Override
    public void readAcceptance(Conversation queue) throws IOException {
        Packet packet = read(queue);
        if (packet.type() != JOB_CREATED) {
            throw new IOException("no job was created: packet " + packet.type());
        }
    }

    /** What it says. */
    private record Packet(int type, ByteBuffer body) {}

    @Override
    public void work(Conversation queue, Begun begun) throws IOException {
        write(queue, CAN_DO, FUNCTION);
        write(queue, GRAB_JOB);
        while (true) {
            queue.out.flush();
            Packet packet = read(queue);
            switch (packet.type()) {
                case NO_JOB -> write(queue, PRE_SLEEP);
                case NOOP -> write(queue, GRAB_JOB);
                case JOB_ASSIGN -> {
                    finish(queue, packet.body().array(), begun);
                    write(queue, GRAB_JOB);
                }
                default -> throw new IOException("no job but packet " + packet.type());
            }
        }
    }

    /** There is no answer to the end of a job: what was written counts as known. */
    private static void finish(Conversation queue, byte[] job, Begun begun) throws IOException {
        begun.began(ByteBuffer.wrap(job).getLong(job.length - Long.BYTES));
        int length = 0;
        while (job[length] != 0) {
            length++;
        }
        write(queue, WORK_COMPLETE, Arrays.copyOf(job, length), NOTHING);
        begun.ended(1);
    }

    private static Packet read(Conversation queue) throws IOException {
        queue.in.readInt();
        int type = queue.in.readInt();
        return new Packet(type, ByteBuffer.wrap(queue.in.readNBytes(queue.in.readInt())));
    }

    private static void write(Conversation queue, int type, byte[]... arguments)
            throws IOException {
        int size = Math.max(0, arguments.length - 1);
        for (byte[] argument : arguments) {
            size += argument.length;
        }
        queue.out.writeInt(REQUEST);
        queue.out.writeInt(type);
        queue.out.writeInt(size);
        for (int at = 0; at < arguments.length; at++) {
            if (at > 0) {
                queue.out.write(0);
            }
            queue.out.write(arguments[at]);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

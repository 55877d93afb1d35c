package io.stargazer.bench.tasks.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A queue behind sockets: a thread for each of several connections, submissions in pipelines. */
public final class SocketQueue implements TaskQueue {

    /** Of a submitter, and of an executor. */
    public static final int CONNECTIONS = 4;

    private final Protocol protocol;
    private final List<Conversation> conversations = new ArrayList<>();
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    CONNECTIONS, Thread.ofPlatform().daemon().name("queue-", 0).factory());

    /** Connects to {@code host:port} of this machine. */
    SocketQueue(Protocol protocol, String address) throws IOException {
        this.protocol = protocol;
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        for (int at = 0; at < CONNECTIONS; at++) {
            conversations.add(new Conversation(port));
        }
    }

    /** A queue of beanstalkd. */
    public static SocketQueue beanstalkd(String address) throws IOException {
        return new SocketQueue(new BeanstalkdProtocol(), address);
    }

    /** Lists of Redis. */
    public static SocketQueue redis(String address) throws IOException {
        return new SocketQueue(new RedisProtocol(), address);
    }

    /** A function of gearmand. */
    public static SocketQueue gearmand(String address) throws IOException {
        return new SocketQueue(new GearmandProtocol(), address);
    }

    @Override
    public long press(double seconds) throws InterruptedException, ExecutionException {
        long untilNs = System.nanoTime() + (long) (seconds * 1e9);
        List<Callable<Long>> each = new ArrayList<>();
        conversations.forEach(queue -> each.add(() -> press(queue, untilNs)));
        long accepted = 0;
        for (Future<Long> done : threads.invokeAll(each)) {
            accepted += done.get();
        }
        return accepted;
    }

    /** Half a window is written when half of it has been answered. */
    private long press(Conversation queue, long untilNs) throws IOException {
        int half = Math.max(1, protocol.window() / 2);
        long accepted = 0;
        write(queue, half);
        while (System.nanoTime() - untilNs < 0) {
            write(queue, half);
            accepted += read(queue, half);
        }
        return accepted + read(queue, half);
    }

    private void write(Conversation queue, int count) throws IOException {
        for (int at = 0; at < count; at++) {
            protocol.writeSubmission(queue);
        }
        queue.out.flush();
    }

    private int read(Conversation queue, int count) throws IOException {
        for (int at = 0; at < count; at++) {
            protocol.readAcceptance(queue);
        }
        return count;
    }

    @Override
    public void submit() throws IOException {
        write(conversations.getFirst(), 1);
        read(conversations.getFirst(), 1);
    }

    @Override
    public void work(Begun begun) {
        for (Conversation queue : conversations) {
            threads.execute(() -> work(queue, begun));
        }
    }

    private void work(Conversation queue, Begun begun) {
        try {
            protocol.work(queue, begun);
        } catch (IOException broken) {
            System.err.println("an executor stopped: " + broken.getMessage());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (Conversation queue : conversations) {
            try {
                queue.close();
            } catch (IOException alreadyGone) {
                System.err.println("a connection was broken: " + alreadyGone.getMessage());
            }
        }
    }
}

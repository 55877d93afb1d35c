package io.stargazer.rpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Flow;
import java.util.function.IntUnaryOperator;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RP-1, RP-6: credit bounds the bytes on their way, too, and lets items of any size through. */
class CreditTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final int ITEM_HEAD = 10;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Outbox out = new Outbox(channel, new MpscUnboundedArrayQueue<>(16), 1 << 20);
    private final Queue<Runnable> strands = new ArrayDeque<>();
    private final Sending sending = new Sending();
    private final ItemSender sender = new ItemSender(sending, strands::add);
    private final Receiving receiving = new Receiving();
    private final ItemReceiver receiver = new ItemReceiver(receiving, strands::add);

    /** Of the call whose items leave. */
    private final class Sending implements Outlet {
        private int id = 1;
        private boolean sent;
        private boolean released;

        @Override
        public void submit(Outgoing items) {
            items.write(out);
        }

        @Override
        public int openId() {
            return id;
        }

        @Override
        public int maxItemBytes() {
            return Integer.MAX_VALUE;
        }

        @Override
        public void oversized(int itemBytes) {
            throw new AssertionError("nothing is too large");
        }

        @Override
        public void ended(@Nullable Throwable thrown) {}

        @Override
        public void sent() {
            sent = true;
        }

        @Override
        public void released() {
            assertThat(sent || id == 0).as("the last comes last").isTrue();
            released = true;
        }
    }

    /** Of the call whose items come. */
    private static final class Receiving implements Inlet {
        private final List<Long> grants = new ArrayList<>();

        @Override
        public void grant(long items) {
            grants.add(items);
        }

        @Override
        public void unwanted() {}

        @Override
        public void broken(Throwable thrown) {
            throw new AssertionError(thrown);
        }

        private long take() {
            long all = grants.stream().mapToLong(Long::longValue).sum();
            grants.clear();
            return all;
        }
    }

    /** Publishes at once what is asked for. */
    private record Sized(int count, IntUnaryOperator bytes, List<ByteBuf> made)
            implements Flow.Publisher<EncodedItem> {
        @Override
        public void subscribe(Flow.Subscriber<? super EncodedItem> subscriber) {
            subscriber.onSubscribe(
                    new Flow.Subscription() {
                        private int next;

                        @Override
                        public void request(long items) {
                            for (long left = items; left > 0 && next < count; left--) {
                                ByteBuf item = Unpooled.wrappedBuffer(payload(next++));
                                made.add(item);
                                subscriber.onNext(new EncodedItem(item));
                            }
                            if (next == count) {
                                next++;
                                subscriber.onComplete();
                            }
                        }

                        @Override
                        public void cancel() {}
                    });
        }

        private byte[] payload(int at) {
            byte[] payload = new byte[bytes.applyAsInt(at)];
            payload[0] = (byte) at;
            return payload;
        }
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void turn() {
        Runnable strand;
        while ((strand = strands.poll()) != null) {
            strand.run();
        }
    }

    private List<ByteBuf> publish(int count, IntUnaryOperator bytes) {
        List<ByteBuf> made = new ArrayList<>();
        out.beginBurst();
        sender.subscribeTo(new Sized(count, bytes, made));
        turn();
        return made;
    }

    /** The payloads of the items that left since. */
    private List<ByteBuf> left() {
        out.drainAndFlush();
        out.beginBurst();
        ByteBuf all = Unpooled.buffer();
        ByteBuf next;
        while ((next = channel.readOutbound()) != null) {
            all.writeBytes(next);
            next.release();
        }
        List<ByteBuf> items = new ArrayList<>();
        while (all.isReadable()) {
            int bytes = all.getInt(all.readerIndex()) + 4 - ITEM_HEAD;
            items.add(all.skipBytes(ITEM_HEAD).readSlice(bytes));
        }
        return items;
    }

    private int leaveFor(long credit) {
        sender.credit(credit, true);
        turn();
        return left().size();
    }

    @Test
    void a_large_item_leaves_on_one_credit_and_the_next_when_all_it_took_is_given() {
        publish(10, at -> MEBIBYTE);
        assertThat(leaveFor(1)).isOne();
        assertThat(leaveFor(255)).isZero();
        assertThat(leaveFor(1)).isOne();
        assertThat(leaveFor(Long.MAX_VALUE)).isEqualTo(8);
        assertThat(sending.released).isTrue();
    }

    @Test
    void small_items_take_one_each() {
        publish(100, at -> 4096);
        assertThat(leaveFor(16)).isEqualTo(16);
        assertThat(leaveFor(84)).isEqualTo(84);
        assertThat(sending.released).isTrue();
    }

    @Test
    void what_waits_for_credit_is_dropped_with_the_call() {
        List<ByteBuf> made = publish(2, at -> MEBIBYTE);
        assertThat(leaveFor(2)).isOne();
        assertThat(sending.released).as("one waits").isFalse();
        sending.id = 0;
        sender.stop();
        turn();
        assertThat(sending.released).isTrue();
        assertThat(left()).isEmpty();
        assertThat(made).allSatisfy(item -> assertThat(item.refCnt()).isOne());
    }

    @Test
    void what_waits_for_credit_is_dropped_with_the_connection() {
        List<ByteBuf> made = publish(2, at -> MEBIBYTE);
        assertThat(leaveFor(2)).isOne();
        sending.id = 0;
        sender.abandon("closed");
        assertThat(sending.released).isTrue();
        assertThat(made).allSatisfy(item -> assertThat(item.refCnt()).isOne());
    }

    @Test
    void a_sender_that_goes_on_without_credit_for_its_bytes_breaks_the_rules() throws Exception {
        receiver.subscribe(new Collector<>(Long.MAX_VALUE));
        turn();
        assertThat(receiving.take()).isEqualTo(16);
        for (int at = 0; at < 15; at++) {
            receiver.item(Unpooled.wrappedBuffer(new byte[4096]));
        }
        receiver.item(Unpooled.wrappedBuffer(new byte[4 * MEBIBYTE]));
        assertThatThrownBy(() -> receiver.item(Unpooled.wrappedBuffer(new byte[1])))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("without credit");
        turn();
        assertThat(receiving.take()).as("all of it, and the window").isEqualTo(15 + 1024 + 240);
    }

    @Test
    void items_of_all_sizes_pass_and_never_more_than_a_mebibyte_and_one_wait() throws Exception {
        int largest = 600_000;
        Random random = new Random(11);
        Collector<byte[]> all = new Collector<>(1);
        receiver.subscribe(all);
        publish(3000, at -> at < 500 ? 1 + at % 9 : 1 + random.nextInt(random.nextInt(largest)));
        turn();
        long came = 0;
        while (all.items.size() < 3000) {
            for (ByteBuf item : left()) {
                receiver.item(item.slice());
                came += item.readableBytes();
            }
            long taken = all.items.stream().mapToLong(item -> item.length).sum();
            assertThat(came - taken).isLessThanOrEqualTo(MEBIBYTE + largest);
            all.subscription.get().request(1 + random.nextInt(500));
            turn();
            long given = receiving.take();
            if (given > 0) {
                sender.credit(given, true);
                turn();
            }
        }
        assertThat(sending.released).isTrue();
        for (int at = 0; at < 3000; at++) {
            assertThat(all.items.get(at)[0]).isEqualTo((byte) at);
        }
    }
}

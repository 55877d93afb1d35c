package io.stargazer.rpc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RawClient;
import io.stargazer.rpc.service.ServiceTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-9: what a stranger may send in a call that streams; section 5 of the protocol by hand. */
@Timeout(20)
class StreamInputTest {

    private static final int LOGIN = 1;
    private static final int DEFINE = 3;
    private static final int REQUEST = 4;
    private static final int RESPONSE = 5;
    private static final int ERROR = 6;
    private static final int CANCEL = 7;
    private static final int ITEM = 8;
    private static final int END = 9;
    private static final int CREDIT = 10;
    private static final int CLOSE = 14;

    private static final int STREAM = 1;
    private static final int UPLOAD = 2;
    private static final int DUPLEX = 3;

    private static final byte[] NOTHING = {};

    private final Loopback loopback = new Loopback();
    private final Collector<byte[]> taken = new Collector<>(2);
    private final CountDownLatch atWork = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private Address address;
    private RawClient client;

    @BeforeEach
    void open() throws Exception {
        ServiceTable services =
                new ServiceTable()
                        .bind("raw", "echo", (call, request) -> request)
                        .bindUpload("raw", "take", (call, request, items) -> take(items))
                        .bindUpload("raw", "brief", (call, request, items) -> brief(items))
                        .bindDuplex("raw", "talk", (call, request, items) -> silence())
                        .bindStream("raw", "give", (call, request) -> silence())
                        .bind("raw", "wait", (call, request) -> never())
                        .bindUpload("raw", "stuck", (call, request, items) -> stuck(items));
        address = loopback.serve(services).address();
        connect();
    }

    private void connect() throws IOException {
        client = RawClient.upgraded(address);
        client.frame(LOGIN, 0, 0, new byte[] {1, 'b'});
        client.read();
        int index = 0;
        for (String name :
                new String[] {"echo", "take", "brief", "talk", "give", "wait", "stuck"}) {
            String define = "\0\0\0" + (char) index++ + "\0raw/" + name;
            client.frame(DEFINE, 0, 0, define.getBytes(StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        loopback.close();
    }

    private byte[] take(Flow.Publisher<byte[]> items) throws Exception {
        items.subscribe(taken);
        taken.end.get();
        return new byte[] {(byte) taken.items.size()};
    }

    private static byte[] brief(Flow.Publisher<byte[]> items) {
        Collector<byte[]> some = new Collector<>(3);
        items.subscribe(some);
        Loopback.await("an item", () -> !some.items.isEmpty());
        return some.items.getFirst();
    }

    /** Its subscriber holds the first item until it is interrupted. */
    private byte[] stuck(Flow.Publisher<byte[]> items) throws InterruptedException {
        items.subscribe(
                new Collector<>(2) {
                    @Override
                    public void onNext(byte[] item) {
                        super.onNext(item);
                        atWork.countDown();
                        try {
                            never();
                        } catch (InterruptedException stopped) {
                            interrupted.countDown();
                        }
                    }
                });
        return never();
    }

    private static byte[] never() throws InterruptedException {
        new CountDownLatch(1).await();
        throw new AssertionError("nobody counts down");
    }

    private static Flow.Publisher<EncodedItem> silence() throws InterruptedException {
        never();
        return Nothing.published();
    }

    private void call(int method, int flags, int id) throws IOException {
        client.frame(REQUEST, flags, id, new byte[] {(byte) method, 0, 0});
    }

    private void expectCredit(int id, int items) throws IOException {
        RawClient.Frame credit = client.read();
        assertThat(credit.type()).isEqualTo(CREDIT);
        assertThat(credit.id()).isEqualTo(id);
        assertThat(credit.body()).containsExactly(0, 0, 0, items);
    }

    private void expectResponse(int id, int... body) throws IOException {
        RawClient.Frame response = client.readPast(CREDIT);
        assertThat(response.type()).isEqualTo(RESPONSE);
        assertThat(response.id()).isEqualTo(id);
        assertThat(response.body()).containsExactly(body);
    }

    private void expectError(int id, String code) throws IOException {
        RawClient.Frame error = client.read();
        assertThat(error.type()).isEqualTo(ERROR);
        assertThat(error.id()).isEqualTo(id);
        assertThat(new String(error.body(), StandardCharsets.UTF_8)).contains(code);
    }

    private void expectClosed(String sentence) throws IOException {
        RawClient.Frame close = client.read();
        assertThat(close.type()).isEqualTo(CLOSE);
        assertThat(new String(close.body(), StandardCharsets.UTF_8))
                .contains("rpc.malformed-frame")
                .contains(sentence);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void an_upload_by_hand_is_answered() throws Exception {
        call(1, UPLOAD, 7);
        expectCredit(7, 2);
        client.frame(ITEM, 0, 7, new byte[] {1});
        client.frame(ITEM, 0, 7, new byte[] {2});
        client.frame(END, 0, 7, NOTHING);
        expectResponse(7, 2);
    }

    @Test
    void a_subscriber_at_work_is_interrupted_when_its_call_is_cancelled() throws Exception {
        call(6, UPLOAD, 7);
        expectCredit(7, 2);
        client.frame(ITEM, 0, 7, new byte[] {5});
        assertThat(atWork.await(10, TimeUnit.SECONDS)).isTrue();
        client.frame(CANCEL, 0, 7, NOTHING);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_end_needs_no_credit() throws Exception {
        call(1, UPLOAD, 7);
        client.frame(END, 0, 7, NOTHING);
        expectResponse(7, 0);
    }

    @Test
    void an_item_without_credit_closes_the_connection() throws Exception {
        call(1, UPLOAD, 7);
        expectCredit(7, 2);
        client.frame(ITEM, 0, 7, NOTHING);
        client.frame(ITEM, 0, 7, NOTHING);
        client.frame(ITEM, 0, 7, NOTHING);
        expectClosed("without credit");
    }

    @Test
    void an_item_before_any_credit_closes_the_connection() throws Exception {
        call(3, DUPLEX, 7);
        client.frame(ITEM, 0, 7, NOTHING);
        expectClosed("without credit");
    }

    @Test
    void a_second_end_closes_the_connection() throws Exception {
        call(3, DUPLEX, 7);
        client.frame(END, 0, 7, NOTHING);
        client.frame(END, 0, 7, NOTHING);
        expectClosed("second END");
    }

    @Test
    void an_item_after_the_end_of_an_open_call_closes_the_connection() throws Exception {
        call(3, DUPLEX, 7);
        client.frame(END, 0, 7, NOTHING);
        client.frame(ITEM, 0, 7, NOTHING);
        expectClosed("after END");
    }

    @Test
    void items_and_their_end_in_a_call_that_takes_none_close_the_connection() throws Exception {
        call(4, STREAM, 8);
        client.frame(ITEM, 0, 8, NOTHING);
        expectClosed("does not stream");
        connect();
        call(5, 0, 8);
        client.frame(END, 0, 8, NOTHING);
        expectClosed("does not stream");
    }

    @Test
    void credit_in_a_call_that_gives_no_items_closes_the_connection() throws Exception {
        call(1, UPLOAD, 8);
        expectCredit(8, 2);
        client.frame(CREDIT, 0, 8, new byte[] {0, 0, 0, 1});
        expectClosed("does not stream");
    }

    @Test
    void frames_of_a_call_that_is_over_are_ignored() throws Exception {
        call(2, UPLOAD, 7);
        expectCredit(7, 3);
        client.frame(ITEM, 0, 7, new byte[] {42});
        expectResponse(7, 42);
        client.frame(ITEM, 0, 7, new byte[] {43});
        client.frame(END, 0, 7, NOTHING);
        client.frame(CREDIT, 0, 7, new byte[] {0, 0, 0, 1});
        client.frame(CANCEL, 0, 7, NOTHING);
        call(0, 0, 7);
        expectResponse(7);
    }

    @Test
    void frames_that_follow_a_cancel_are_ignored() throws Exception {
        call(1, UPLOAD, 7);
        expectCredit(7, 2);
        client.frame(CANCEL, 0, 7, NOTHING);
        client.frame(ITEM, 0, 7, NOTHING);
        expectError(7, "rpc.cancelled");
        call(0, 0, 7);
        expectResponse(7);
    }

    @Test
    void a_call_of_the_wrong_kind_is_refused_and_what_follows_it_ignored() throws Exception {
        call(0, UPLOAD, 7);
        client.frame(END, 0, 7, NOTHING);
        expectError(7, "rpc.wrong-call-kind");
        call(1, STREAM, 8);
        client.frame(CREDIT, 0, 8, new byte[] {0, 0, 0, 1});
        expectError(8, "rpc.wrong-call-kind");
        call(3, UPLOAD, 9);
        expectError(9, "takes a stream and answers with a stream");
    }
}

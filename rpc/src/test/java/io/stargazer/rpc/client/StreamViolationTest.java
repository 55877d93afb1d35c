package io.stargazer.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.stargazer.api.Failure;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.stream.Nothing;
import io.stargazer.rpc.stream.StreamRequest;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.FrameType;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-9: a provider that does not keep to section 5 of the protocol loses the connection. */
@Timeout(20)
class StreamViolationTest {

    private static final RpcMethod METHOD = RpcMethod.raw("raw", "method");
    private static final CallTerms FOREVER =
            new CallTerms(CallContext.NO_DEADLINE, Metadata.EMPTY, null);
    private static final byte[] NOTHING = {};
    private static final byte[] ONE = {0, 0, 0, 1};

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ClientConnection wire =
            new ClientConnection(channel, RpcLimits.DEFAULT, CallObserver.NONE);
    private final Collector<byte[]> answers = new Collector<>(1);

    StreamViolationTest() {
        channel.pipeline().addLast(new FrameReader(wire, 1 << 20));
        byte[] loggedIn = new byte[26];
        loggedIn[0] = 1;
        loggedIn[1] = 'x';
        for (int at = 2; at < 26; at += 4) {
            loggedIn[at] = 127;
        }
        receive(FrameType.LOGGED_IN, 0, loggedIn);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        channel.checkException();
    }

    private void receive(FrameType type, int id, byte[] body) {
        receive(type, 0, id, body);
    }

    private void receive(FrameType type, int flags, int id, byte[] body) {
        channel.writeInbound(Unpooled.wrappedBuffer(Script.frame(type.number(), flags, id, body)));
    }

    private ClientStream start(StreamRequest request) {
        ClientStream stream = new ClientStream(wire, METHOD, request, FOREVER);
        stream.start(answers, null);
        channel.runPendingTasks();
        return stream;
    }

    private void expectViolation(String sentence) throws Exception {
        StringBuilder said = new StringBuilder();
        ByteBuf out;
        while ((out = channel.readOutbound()) != null) {
            said.append(out.toString(StandardCharsets.UTF_8));
            out.release();
        }
        assertThat(said).contains("rpc.malformed-frame").contains(sentence);
        Loopback.await(
                "it is closed",
                () -> {
                    channel.runPendingTasks();
                    return !channel.isOpen();
                });
    }

    @Test
    void credit_for_a_call_without_items() throws Exception {
        CompletableFuture<byte[]> call =
                new ClientCall(wire, METHOD, NOTHING, FOREVER, System.nanoTime());
        assertThat(wire.submit((ClientCall) call)).isTrue();
        channel.runPendingTasks();
        receive(FrameType.CREDIT, 1, ONE);
        expectViolation("a CREDIT came");
        assertThat(call).isCompletedExceptionally();
    }

    @Test
    void credit_for_a_stream_that_only_comes_back() throws Exception {
        start(StreamRequest.stream(NOTHING));
        receive(FrameType.CREDIT, 1, ONE);
        expectViolation("a CREDIT came");
        assertThat(((Failure) answers.failure()).code()).isEqualTo("rpc.connection-lost");
    }

    @Test
    void an_item_as_the_answer_of_an_upload() throws Exception {
        start(StreamRequest.upload(NOTHING, Nothing.published()));
        receive(FrameType.ITEM, 1, NOTHING);
        expectViolation("an ITEM came");
    }

    @Test
    void an_end_as_the_answer_of_an_upload() throws Exception {
        start(StreamRequest.upload(NOTHING, Nothing.published()));
        receive(FrameType.END, 1, NOTHING);
        expectViolation("an END came");
    }

    @Test
    void one_response_as_the_answer_of_a_stream() throws Exception {
        start(StreamRequest.duplex(NOTHING, Nothing.published()));
        receive(FrameType.RESPONSE, 1, NOTHING);
        expectViolation("a RESPONSE came");
    }

    @Test
    void an_item_without_credit() throws Exception {
        StreamRequest request = StreamRequest.duplex(NOTHING, Nothing.published());
        new ClientStream(wire, METHOD, request, FOREVER).start(new Collector<>(0), null);
        channel.runPendingTasks();
        receive(FrameType.ITEM, 1, NOTHING);
        expectViolation("without credit");
    }

    @Test
    void a_provider_that_asked_for_items_has_begun_whatever_it_says() {
        byte[] unreachable = {11, 1, 'c', 1, 's'};
        ClientStream refused = start(StreamRequest.upload(NOTHING, Nothing.published()));
        receive(FrameType.ERROR, 1, 1, unreachable);
        assertThat(refused.neverStarted()).isTrue();
        ClientStream asked = start(StreamRequest.upload(NOTHING, Nothing.published()));
        receive(FrameType.CREDIT, 1, ONE);
        receive(FrameType.ERROR, 1, 1, unreachable);
        assertThat(asked.neverStarted()).isFalse();
    }

    @Test
    void credit_of_nothing() throws Exception {
        start(StreamRequest.upload(NOTHING, Nothing.published()));
        receive(FrameType.CREDIT, 1, new byte[4]);
        expectViolation("a credit of 0 items");
    }
}

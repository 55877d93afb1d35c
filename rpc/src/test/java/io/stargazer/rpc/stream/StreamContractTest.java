package io.stargazer.rpc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.rpc.Collector;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.NonBlocking;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.CodecTable;
import io.stargazer.rpc.codec.ContractMethod;
import io.stargazer.rpc.codec.ForyPayload;
import io.stargazer.rpc.codec.JsonPayload;
import io.stargazer.rpc.codec.PayloadCodec;
import io.stargazer.rpc.codec.RawPayload;
import io.stargazer.rpc.codec.RecordPayload;
import io.stargazer.rpc.service.ServiceTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-1: a last parameter {@code Flow.Publisher<T>} streams requests, in every codec. */
@Timeout(20)
class StreamContractTest {

    interface Bytes {
        byte[] join(Flow.Publisher<byte[]> parts);

        @NonBlocking
        Flow.Publisher<byte[]> same(Flow.Publisher<byte[]> parts);
    }

    /** Names its item's class nowhere else. */
    interface Scales {
        record Crate(int weight) {}

        int weigh(Flow.Publisher<Crate> crates);
    }

    interface Texts {
        byte[] join(Flow.Publisher<String> texts);
    }

    interface NotLast {
        int odd(Flow.Publisher<String> items, int number);
    }

    interface OfWhat {
        @SuppressWarnings("rawtypes")
        int odd(Flow.Publisher items);
    }

    private static final class Parts implements Bytes {
        @Override
        public byte[] join(Flow.Publisher<byte[]> parts) {
            Collector<byte[]> all = new Collector<>(Long.MAX_VALUE);
            parts.subscribe(all);
            all.end.join();
            StringBuilder joined = new StringBuilder();
            all.items.forEach(part -> joined.append(new String(part, StandardCharsets.UTF_8)));
            return joined.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Flow.Publisher<byte[]> same(Flow.Publisher<byte[]> parts) {
            return parts;
        }
    }

    private final Loopback loopback = new Loopback();
    private RpcConnection connection;

    @BeforeEach
    void open() throws Exception {
        CodecTable codecs = CodecTable.standard().with(new RecordPayload());
        ServiceTable services =
                new ServiceTable(codecs)
                        .bind("test", Courier.class, new Courier.Swift())
                        .bind("bytes", Bytes.class, new Parts())
                        .bind("scales", Scales.class, StreamContractTest::weigh);
        connection = loopback.connect(loopback.serve(services).address());
    }

    private static int weigh(Flow.Publisher<Scales.Crate> crates) {
        Collector<Scales.Crate> all = new Collector<>(Long.MAX_VALUE);
        crates.subscribe(all);
        all.end.join();
        return all.items.stream().mapToInt(Scales.Crate::weight).sum();
    }

    @AfterEach
    void close() throws Exception {
        loopback.close();
    }

    private static Counted<Courier.Parcel> parcels(int count) {
        return new Counted<>(count, Courier.Parcel::of);
    }

    @Test
    void every_codec_carries_items_both_ways() throws Exception {
        for (PayloadCodec codec :
                List.of(new JsonPayload(), new ForyPayload(), new RecordPayload())) {
            Courier courier =
                    RpcProxy.create(Courier.class, "test", connection, codec, CallOptions.DEFAULT);
            assertThat(courier.deliver("here", parcels(1000)))
                    .isEqualTo("here 1000 499500 ordered");
            assertThat(courier.count(parcels(70)).get(5, TimeUnit.SECONDS)).isEqualTo(70);
            Collector<Courier.Parcel> back = new Collector<>(Long.MAX_VALUE);
            courier.next(10, parcels(500)).subscribe(back);
            assertThat(back.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
            assertThat(back.items).hasSize(500);
            assertThat(back.items.getLast()).isEqualTo(Courier.Parcel.of(509));
        }
    }

    @Test
    void raw_items_are_the_bytes_themselves() throws Exception {
        Bytes bytes =
                RpcProxy.create(
                        Bytes.class, "bytes", connection, new RawPayload(), CallOptions.DEFAULT);
        Counted<byte[]> words =
                new Counted<>(
                        3,
                        at ->
                                List.of("one ", "two ", "three")
                                        .get(at)
                                        .getBytes(StandardCharsets.UTF_8));
        assertThat(bytes.join(words)).asString().isEqualTo("one two three");
        Collector<byte[]> back = new Collector<>(Long.MAX_VALUE);
        bytes.same(words).subscribe(back);
        assertThat(back.end.get(5, TimeUnit.SECONDS)).isEqualTo("complete");
        assertThat(back.items).hasSize(3);
        List<ContractMethod> courier = ContractMethod.of(Courier.class);
        List<ContractMethod> texts = ContractMethod.of(Texts.class);
        for (List<ContractMethod> other : List.of(courier, texts)) {
            assertThatThrownBy(() -> new RawPayload().forContract(Object.class, other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("raw bytes");
        }
    }

    @Test
    void fory_knows_a_class_that_only_items_have() {
        Scales scales =
                RpcProxy.create(
                        Scales.class, "scales", connection, new ForyPayload(), CallOptions.DEFAULT);
        assertThat(scales.weigh(new Counted<>(3, Scales.Crate::new))).isEqualTo(3);
    }

    @Test
    void an_item_that_does_not_fit_fails_the_call() {
        RpcMethod count = new RpcMethod("test", "count", JsonPayload.NUMBER, false);
        for (String wrong : List.of("{\"number\":\"x\"}", "null", "")) {
            CompletableFuture<byte[]> call =
                    connection.upload(
                            count,
                            new byte[0],
                            new Counted<>(2, at -> wrong.getBytes(StandardCharsets.UTF_8)),
                            CallOptions.DEFAULT);
            assertThat(call)
                    .failsWithin(5, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .havingCause()
                    .satisfies(thrown ->
                            assertThat(((Failure) thrown).code()).isEqualTo("rpc.bad-payload"));
        }
    }

    @Test
    void a_publisher_stands_last_and_says_of_what() {
        assertThatThrownBy(() -> ContractMethod.of(NotLast.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("last parameter");
        assertThatThrownBy(() -> ContractMethod.of(OfWhat.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must say of what");
    }
}

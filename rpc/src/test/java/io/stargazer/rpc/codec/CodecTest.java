package io.stargazer.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.fory.Fory;
import org.junit.jupiter.api.Test;

class CodecTest {

    sealed interface Shape {}

    record Circle(double radius) implements Shape {}

    record Square(double side, List<Label> labels) implements Shape {}

    record Label(String text) {}

    enum Colour {
        RED,
        GREEN
    }

    interface Drawing {
        Map<String, List<Shape>> draw(Shape shape, Colour colour, int times);

        CompletableFuture<Label[]> labels();

        void erase();
    }

    interface Bytes {
        byte[] echo(byte[] bytes);

        Flow.Publisher<byte[]> all();
    }

    interface Overloaded {
        int add(int one);

        int add(int one, int other);
    }

    interface RawFuture {
        @SuppressWarnings("rawtypes")
        CompletableFuture later();
    }

    /** What an attacker would like to see made. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;
        static final AtomicBoolean MADE = new AtomicBoolean();
        String command = "rm";

        Gadget() {
            MADE.set(true);
        }
    }

    private static final List<ContractMethod> METHODS = ContractMethod.of(Drawing.class);
    private final PayloadCodec fory = new ForyPayload().forContract(Drawing.class, METHODS);
    private final PayloadCodec json = new JsonPayload().forContract(Drawing.class, METHODS);

    private static ContractMethod method(String name) {
        return METHODS.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void fory_carries_the_contracts_records_enums_and_sealed_types() {
        ContractMethod draw = method("draw");
        Shape square = new Square(2, List.of(new Label("a")));
        Object[] arguments = {square, Colour.GREEN, 3};
        assertThat(fory.decodeArguments(draw, fory.encodeArguments(draw, arguments)))
                .containsExactly(arguments);
        Map<String, List<Shape>> result = Map.of("x", List.of(square, new Circle(1)));
        assertThat(fory.decode(draw.result(), fory.encode(draw.result(), result)))
                .isEqualTo(result);
        Label[] labels = {new Label("one")};
        Type type = method("labels").result();
        assertThat((Label[]) fory.decode(type, fory.encode(type, labels))).containsExactly(labels);
    }

    @Test
    void methods_without_arguments_or_result_have_an_empty_payload() {
        ContractMethod erase = method("erase");
        for (PayloadCodec codec : List.of(fory, json)) {
            assertThat(codec.encodeArguments(erase, new Object[0])).isEmpty();
            assertThat(codec.decodeArguments(erase, new byte[0])).isEmpty();
            assertThat(codec.encode(erase.result(), null)).isEmpty();
            assertThat(codec.decode(erase.result(), new byte[0])).isNull();
        }
    }

    @Test
    void a_class_that_the_contract_does_not_name_is_never_made() {
        Fory attacker = Fory.builder().withXlang(false).requireClassRegistration(false).build();
        Gadget gadget = new Gadget();
        Gadget.MADE.set(false);
        ContractMethod draw = method("draw");
        byte[][] payloads = {
            attacker.serialize(gadget),
            attacker.serialize(new Object[] {gadget, Colour.RED, 1}),
            attacker.serialize(new Object[] {new ArrayList<>(List.of(gadget)), Colour.RED, 1}),
            attacker.serialize((Runnable & Serializable) () -> Gadget.MADE.set(true))
        };
        for (byte[] payload : payloads) {
            assertThatThrownBy(() -> fory.decodeArguments(draw, payload))
                    .isInstanceOf(Rejected.class)
                    .extracting(thrown -> ((Rejected) thrown).code())
                    .isEqualTo("rpc.bad-payload");
        }
        assertThat(Gadget.MADE).isFalse();
    }

    @Test
    void a_value_outside_the_contract_is_refused_when_written() {
        assertThatThrownBy(() -> fory.encode(Object.class, new Gadget()))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void an_argument_of_another_type_is_refused() {
        ContractMethod draw = method("draw");
        byte[] swapped = fory.encodeArguments(draw, new Object[] {Colour.RED, Colour.RED, 1});
        assertThatThrownBy(() -> fory.decodeArguments(draw, swapped))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("another type");
    }

    @Test
    void noise_is_refused_by_every_codec() {
        Random random = new Random(42);
        ContractMethod draw = method("draw");
        byte[] good = fory.encodeArguments(draw, new Object[] {new Circle(1), Colour.RED, 1});
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = good.clone();
            for (int flip = random.nextInt(4); flip >= 0; flip--) {
                noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
            }
            for (PayloadCodec codec : List.of(fory, json)) {
                try {
                    codec.decodeArguments(draw, noise);
                } catch (Rejected expected) {
                    assertThat(expected.code()).isEqualTo("rpc.bad-payload");
                }
            }
        }
    }

    @Test
    void json_arguments_are_an_array_or_named() {
        ContractMethod draw = method("draw");
        assertThatThrownBy(() -> json.decodeArguments(draw, utf8("\"text\"")))
                .hasMessageContaining("array or an object");
        assertThatThrownBy(() -> json.decodeArguments(draw, utf8("[null,null,1,2]")))
                .hasMessageContaining("takes 3 arguments");
        assertThatThrownBy(() -> json.decodeArguments(draw, utf8("{\"colour\":\"RED\"}")))
                .hasMessageContaining("times is missing");
        assertThat(json.decodeArguments(draw, utf8("{\"times\":2,\"colour\":\"RED\"}")))
                .containsExactly(null, Colour.RED, 2);
    }

    @Test
    void raw_takes_bytes_and_nothing_else() {
        List<ContractMethod> bytes = ContractMethod.of(Bytes.class);
        PayloadCodec raw = new RawPayload().forContract(Bytes.class, bytes);
        ContractMethod echo = bytes.get(1);
        byte[] payload = {1, 2};
        assertThat(raw.encodeArguments(echo, new Object[] {payload})).isSameAs(payload);
        assertThat(raw.decodeArguments(echo, payload)).containsExactly(payload);
        assertThatThrownBy(() -> new RawPayload().forContract(Drawing.class, METHODS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("raw bytes");
    }

    @Test
    void a_contract_is_an_interface_without_overloads() {
        assertThatThrownBy(() -> ContractMethod.of(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an interface");
        assertThatThrownBy(() -> ContractMethod.of(Overloaded.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("overloads add");
        assertThatThrownBy(() -> ContractMethod.of(RawFuture.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must say of what");
    }

    @Test
    void two_codecs_cannot_share_a_number() {
        assertThatThrownBy(() -> CodecTable.standard().with(new RawPayload()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

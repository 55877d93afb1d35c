package io.stargazer.bench.rpc.jmh;

import io.stargazer.rpc.codec.ContractMethod;
import io.stargazer.rpc.codec.ForyPayload;
import io.stargazer.rpc.codec.JsonPayload;
import io.stargazer.rpc.codec.PayloadCodec;
import io.stargazer.rpc.codec.RawPayload;
import io.stargazer.rpc.codec.RecordPayload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A payload codec, ready for one value: an {@link Order}, or for raw bytes the same as the records
 * write it.
 *
 * @param title as in reports
 */
public record Candidate(String title, PayloadCodec codec, ContractMethod method, Object value) {

    /** The contract of the codecs that know types. */
    public interface Shop {
        Order place(Order order);
    }

    /** The contract of the one that does not. */
    public interface RawShop {
        byte[] place(byte[] order);
    }

    private static final Order ORDER =
            new Order(
                    "order-4711",
                    129_900,
                    List.of("keyboard", "mouse", "screen"),
                    new TreeMap<>(Map.of("keyboard", 12, "mouse", 40, "screen", 3)));

    /** All of them. */
    public static List<Candidate> all() {
        Candidate records = of("records", new RecordPayload(), Shop.class, ORDER);
        return List.of(
                of("fory", new ForyPayload(), Shop.class, ORDER),
                of("json", new JsonPayload(), Shop.class, ORDER),
                records,
                of("raw", new RawPayload(), RawShop.class, records.encode()));
    }

    private static Candidate of(String title, PayloadCodec codec, Class<?> contract, Object value) {
        List<ContractMethod> methods = ContractMethod.of(contract);
        return new Candidate(
                title, codec.forContract(contract, methods), methods.getFirst(), value);
    }

    static Candidate titled(String title) {
        return all().stream()
                .filter(candidate -> candidate.title.equals(title))
                .findFirst()
                .orElseThrow();
    }

    byte[] encode() {
        return codec.encode(method.result(), value);
    }

    @Nullable Object decode(byte[] bytes) {
        return codec.decode(method.result(), bytes);
    }

    /** Bytes of the encoded value. */
    public int size() {
        return encode().length;
    }
}

package io.stargazer.rpc.codec;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The codecs that one side speaks, by number. Immutable. */
public final class CodecTable {

    private final Map<Integer, PayloadCodec> byNumber;

    private CodecTable(Map<Integer, PayloadCodec> byNumber) {
        this.byNumber = byNumber;
    }

    /** Raw, JSON and Fory. */
    public static CodecTable standard() {
        return new CodecTable(Map.of())
                .with(new RawPayload())
                .with(new JsonPayload())
                .with(new ForyPayload());
    }

    /**
     * This table and one codec more.
     *
     * @throws IllegalArgumentException the number is taken or out of range
     */
    public CodecTable with(PayloadCodec codec) {
        if (codec.number() < 0 || codec.number() > 255) {
            throw new IllegalArgumentException("a codec's number is 0-255, not " + codec.number());
        }
        Map<Integer, PayloadCodec> more = new TreeMap<>(byNumber);
        if (more.put(codec.number(), codec) != null) {
            throw new IllegalArgumentException(
                    "there is already a codec with the number " + codec.number());
        }
        return new CodecTable(more);
    }

    public List<PayloadCodec> all() {
        return List.copyOf(byNumber.values());
    }

    public @Nullable PayloadCodec find(int number) {
        return byNumber.get(number);
    }
}

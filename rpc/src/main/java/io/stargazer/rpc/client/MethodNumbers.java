package io.stargazer.rpc.client;

import io.netty.buffer.ByteBuf;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Outbox;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers that this connection has given to methods. Event loop only. */
final class MethodNumbers {

    private final Map<RpcMethod, Integer> numbers = new HashMap<>();
    private int limit = 1;

    /** Most callers call one method many times. */
    private @Nullable RpcMethod last;

    private int lastNumber;

    void limit(int changed) {
        limit = changed;
    }

    /**
     * The method's number; writes a DEFINE when it is new.
     *
     * @return -1 when the provider allows no more
     */
    @SuppressWarnings("ReferenceEquality") // Callers keep their methods; an equal one is looked up.
    int number(RpcMethod method, Outbox out) {
        if (method == last) {
            return lastNumber;
        }
        Integer known = numbers.get(method);
        int number = known == null ? define(method, out) : known;
        if (number >= 0) {
            last = method;
            lastNumber = number;
        }
        return number;
    }

    private int define(RpcMethod method, Outbox out) {
        int number = numbers.size();
        if (number >= limit) {
            return -1;
        }
        numbers.put(method, number);
        ByteBuf body = out.begin(FrameType.DEFINE, 0, 0);
        body.writeInt(number).writeByte(method.codec());
        body.writeCharSequence(method.path(), StandardCharsets.UTF_8);
        out.end();
        return number;
    }
}

package io.stargazer.rpc.client;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Outbox;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that this connection has given to methods. That of a method which is not served there
 * is given to the next, so that made-up names use up none. Event loop only.
 */
final class MethodNumbers {

    private final Map<RpcMethod, Integer> numbers = new HashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private int defined;
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

    /** A call has failed: takes the number back if the provider does not serve the method. */
    void answered(RpcMethod method, Failure failure, boolean neverStarted) {
        boolean unknown = neverStarted && failure.code().equals("rpc.unknown-method");
        Integer number = unknown ? numbers.remove(method) : null;
        if (number != null) {
            free.push(number);
            last = null;
        }
    }

    private int define(RpcMethod method, Outbox out) {
        if (free.isEmpty() && defined >= limit) {
            return -1;
        }
        int number = free.isEmpty() ? defined++ : free.pop();
        numbers.put(method, number);
        ByteBuf body = out.begin(FrameType.DEFINE, 0, 0);
        body.writeInt(number).writeByte(method.codec());
        body.writeCharSequence(method.path(), StandardCharsets.UTF_8);
        out.end();
        return number;
    }
}

package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.service.BoundMethod;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers that a caller has given to methods, on one connection. Event loop only. */
final class DefinedMethods {

    private static final class Defined {
        private final String path;
        private final int codec;
        private @Nullable BoundMethod method;

        private Defined(String path, int codec) {
            this.path = path;
            this.codec = codec;
        }
    }

    private final ServiceTable services;
    private final List<Defined> byIndex = new ArrayList<>(4);

    DefinedMethods(ServiceTable services) {
        this.services = services;
    }

    /**
     * A DEFINE came: for the next index, or once more for one before.
     *
     * @param limit how many there may be at this time
     */
    void define(ByteBuf body, int limit) throws ProtocolViolation {
        Fields.need(body, 5);
        long index = body.readUnsignedInt();
        boolean isNew = index >= byIndex.size();
        if (index > byIndex.size()) {
            throw ProtocolViolation.malformed(
                    "the next method's index is " + byIndex.size() + ", not " + index);
        }
        if (isNew && byIndex.size() >= limit) {
            throw new ProtocolViolation(
                    Status.TOO_LARGE,
                    "rpc.too-many-methods",
                    "the connection may define " + limit + " methods now");
        }
        int codec = body.readUnsignedByte();
        if (body.readableBytes() > Fields.MAX_METHOD_BYTES) {
            throw ProtocolViolation.malformed(
                    "a method's name is longer than " + Fields.MAX_METHOD_BYTES + " bytes");
        }
        Defined defined = new Defined(body.toString(StandardCharsets.UTF_8), codec);
        if (isNew) {
            byIndex.add(defined);
        } else {
            byIndex.set((int) index, defined);
        }
    }

    @Nullable BoundMethod find(long index) throws ProtocolViolation {
        Defined defined = defined(index);
        BoundMethod method = defined.method;
        if (method == null) {
            method = services.find(defined.path, defined.codec);
            defined.method = method;
        }
        return method;
    }

    private Defined defined(long index) throws ProtocolViolation {
        if (index >= byIndex.size()) {
            throw ProtocolViolation.malformed("the method " + index + " was not defined");
        }
        return byIndex.get((int) index);
    }

    /**
     * Why a request for this method cannot be served; {@code found} answers in the other manner.
     */
    Failure refusal(long index, @Nullable BoundMethod found) throws ProtocolViolation {
        Defined defined = defined(index);
        if (found == null && services.isGone(defined.path)) {
            return Refusals.takenBack(defined.path);
        }
        if (found == null) {
            return new Rejected(
                    Status.UNIMPLEMENTED,
                    "rpc.unknown-method",
                    defined.path + " is not served here in codec " + defined.codec);
        }
        return new Rejected(
                Status.INVALID_ARGUMENT, "rpc.wrong-call-kind", defined.path + wanted(found));
    }

    /** Whether the caller has given a number to a method of this service. */
    boolean areOf(String service) {
        return byIndex.stream()
                .anyMatch(defined -> ServiceTable.serviceOf(defined.path).equals(service));
    }

    private static String wanted(BoundMethod found) {
        return (found.kind().callerStreams() ? " takes a stream" : " takes one request")
                + (found.kind().providerStreams()
                        ? " and answers with a stream"
                        : " and answers with one response");
    }
}

package io.stargazer.rpc.stream;

import java.util.concurrent.Flow;

/**
 * What a caller sends in a call that streams. Immutable by agreement: nobody changes the bytes.
 *
 * @param payload the arguments
 * @param items what follows them; subscribed to when the provider first asks for an item, so a call
 *     that was refused has not touched it
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record StreamRequest(CallKind kind, byte[] payload, Flow.Publisher<byte[]> items) {

    public static StreamRequest stream(byte[] payload) {
        return new StreamRequest(CallKind.STREAM, payload, Nothing.published());
    }

    public static StreamRequest upload(byte[] payload, Flow.Publisher<byte[]> items) {
        return new StreamRequest(CallKind.UPLOAD, payload, items);
    }

    public static StreamRequest duplex(byte[] payload, Flow.Publisher<byte[]> items) {
        return new StreamRequest(CallKind.DUPLEX, payload, items);
    }
}

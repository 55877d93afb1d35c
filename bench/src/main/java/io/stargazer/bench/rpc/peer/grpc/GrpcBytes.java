package io.stargazer.bench.rpc.peer.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Bytes as they are. Says how many there are before they are read and hands them over whole, as the
 * code that Protobuf generates does: otherwise gRPC would take buffers of 8 KiB and more for each
 * call.
 */
public final class GrpcBytes implements MethodDescriptor.Marshaller<byte[]> {

    public static final GrpcBytes INSTANCE = new GrpcBytes();

    @Override
    public InputStream stream(byte[] value) {
        return new Known(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
        try {
            return stream instanceof KnownLength
                    ? stream.readNBytes(stream.available())
                    : stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says how much there is to read, and writes all of it at once. */
    private static final class Known extends ByteArrayInputStream
            implements KnownLength, Drainable {
        Known(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int bytes = available();
            target.write(buf, pos, bytes);
            pos = count;
            return bytes;
        }
    }
}

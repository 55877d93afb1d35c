package io.stargazer.bench.rpc.peer.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.stargazer.bench.rpc.load.BatchedEcho;
import org.jspecify.annotations.Nullable;

/** The ends of a bare Netty connection that handles all frames of a read at once. */
final class NettyBatches {

    private static final int LENGTH_BYTES = 4;
    private static final int NUMBER_BYTES = 8;

    private NettyBatches() {}

    /** Cuts what was read into whole frames and keeps the rest for the next read. */
    abstract static class End extends ChannelInboundHandlerAdapter {

        private @Nullable ByteBuf rest;

        @Override
        public final void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf in = withRest(context, (ByteBuf) message);
            int whole = in.readerIndex();
            int frames = 0;
            while (in.writerIndex() - whole >= LENGTH_BYTES) {
                int bytes = LENGTH_BYTES + in.getInt(whole);
                if (in.writerIndex() - whole < bytes) {
                    break;
                }
                whole += bytes;
                frames++;
            }
            if (frames > 0) {
                handle(context, in, whole, frames);
            }
            if (whole < in.writerIndex()) {
                int left = in.writerIndex() - whole;
                rest = context.alloc().directBuffer(left).writeBytes(in, whole, left);
            }
            in.release();
        }

        private ByteBuf withRest(ChannelHandlerContext context, ByteBuf read) {
            ByteBuf before = rest;
            if (before == null) {
                return read;
            }
            ByteBuf both =
                    context.alloc()
                            .directBuffer(before.readableBytes() + read.readableBytes())
                            .writeBytes(before)
                            .writeBytes(read);
            before.release();
            read.release();
            rest = null;
            return both;
        }

        /** Handles the frames from the reader index up to {@code end}. */
        abstract void handle(ChannelHandlerContext context, ByteBuf in, int end, int frames);

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    /** Writes a reply for each frame into one buffer. */
    static final class Server extends End {

        @Override
        void handle(ChannelHandlerContext context, ByteBuf in, int end, int frames) {
            ByteBuf out = context.alloc().directBuffer(end - in.readerIndex());
            int at = in.readerIndex();
            while (at < end) {
                int length = in.getInt(at);
                out.writeInt(length);
                out.writeLong(in.getLong(at + LENGTH_BYTES));
                out.writeBytes(in, at + LENGTH_BYTES + NUMBER_BYTES, length - NUMBER_BYTES);
                at += LENGTH_BYTES + length;
            }
            context.write(out, context.voidPromise());
        }
    }

    /** Writes many requests into one buffer; their numbers are not looked at again. */
    static final class Client extends End implements BatchedEcho {

        private volatile @Nullable ChannelHandlerContext context;
        private @Nullable Answers listener;
        private long number;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        @Override
        public void send(byte[] payload, int calls, Answers answers) {
            ChannelHandlerContext connection = context;
            if (connection == null) {
                throw new IllegalStateException("not connected");
            }
            if (connection.executor().inEventLoop()) {
                write(connection, payload, calls, answers);
            } else {
                connection
                        .executor()
                        .execute(() -> {
                            write(connection, payload, calls, answers);
                            connection.flush();
                        });
            }
        }

        private void write(
                ChannelHandlerContext connection, byte[] payload, int calls, Answers answers) {
            listener = answers;
            int frameBytes = LENGTH_BYTES + NUMBER_BYTES + payload.length;
            ByteBuf out = connection.alloc().directBuffer(calls * frameBytes);
            for (int at = 0; at < calls; at++) {
                out.writeInt(NUMBER_BYTES + payload.length);
                out.writeLong(number++);
                out.writeBytes(payload);
            }
            connection.write(out, connection.voidPromise());
        }

        @Override
        void handle(ChannelHandlerContext connection, ByteBuf in, int end, int frames) {
            Answers waiting = listener;
            if (waiting != null) {
                waiting.answered(frames);
            }
        }
    }
}

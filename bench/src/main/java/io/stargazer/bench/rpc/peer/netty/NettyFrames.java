package io.stargazer.bench.rpc.peer.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.stargazer.bench.rpc.load.Answer;
import io.stargazer.bench.rpc.load.AsyncEcho;
import io.stargazer.bench.rpc.load.BlockingEcho;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The ends of a bare Netty connection that handles one frame at a time. */
final class NettyFrames {

    private static final int NUMBER_BYTES = 8;
    private static final int HEAD_BYTES = 4 + NUMBER_BYTES;

    private NettyFrames() {}

    /** What is written for the frames of one read goes out together. */
    abstract static class End extends ChannelInboundHandlerAdapter {

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        static void write(ChannelHandlerContext context, long number, byte[] payload) {
            ByteBuf frame = context.alloc().directBuffer(HEAD_BYTES + payload.length);
            frame.writeInt(NUMBER_BYTES + payload.length).writeLong(number).writeBytes(payload);
            context.write(frame, context.voidPromise());
        }
    }

    /** Sends each frame back as it came, with its length. */
    static final class Server extends End {

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            context.write(frame, context.voidPromise());
        }
    }

    /** Any number of calls, told apart by their numbers. */
    static final class Client extends End implements AsyncEcho {

        private static final int MOST_OPEN = 1 << 14;

        private final @Nullable Answer[] open = new @Nullable Answer[MOST_OPEN];
        private volatile @Nullable ChannelHandlerContext context;
        private int last;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        @Override
        public void send(byte[] payload, Answer answer) {
            ChannelHandlerContext connection = context;
            if (connection == null) {
                throw new IllegalStateException("not connected");
            }
            if (connection.executor().inEventLoop()) {
                send(connection, payload, answer);
            } else {
                connection
                        .executor()
                        .execute(() -> {
                            send(connection, payload, answer);
                            connection.flush();
                        });
            }
        }

        private void send(ChannelHandlerContext connection, byte[] payload, Answer answer) {
            last = (last + 1) % MOST_OPEN;
            if (open[last] == null) {
                open[last] = answer;
                write(connection, last, payload);
            } else {
                answer.failed(new IllegalStateException("too many open calls"));
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext connection, Object message) {
            ByteBuf frame = (ByteBuf) message;
            int number = (int) frame.readLong();
            int bytes = frame.readableBytes();
            frame.release();
            Answer answer = open[number];
            open[number] = null;
            if (answer != null) {
                answer.answered(bytes);
            }
        }
    }

    /** One call at a time; its thread sleeps until the answer is here. */
    static final class ParkedCaller extends End implements BlockingEcho {

        private static final int NOTHING = -1;

        private volatile @Nullable ChannelHandlerContext context;
        private volatile @Nullable Thread caller;
        private volatile int answered = NOTHING;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        @Override
        public int call(byte[] payload) {
            ChannelHandlerContext connection = context;
            if (connection == null) {
                throw new IllegalStateException("not connected");
            }
            answered = NOTHING;
            caller = Thread.currentThread();
            write(connection, 0, payload);
            connection.flush();
            while (answered == NOTHING) {
                LockSupport.park(this);
            }
            return answered;
        }

        @Override
        public void channelRead(ChannelHandlerContext connection, Object message) {
            ByteBuf frame = (ByteBuf) message;
            answered = frame.readableBytes() - NUMBER_BYTES;
            frame.release();
            LockSupport.unpark(caller);
        }
    }
}

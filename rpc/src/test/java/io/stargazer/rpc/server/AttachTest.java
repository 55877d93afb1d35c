package io.stargazer.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.wire.Transport;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class AttachTest {

    /** Another HTTP server: answers 101 to whatever comes, and hands the channel over. */
    private static final class OtherServer extends ChannelInitializer<Channel> {

        private final RpcServer rpc;

        private OtherServer(RpcServer rpc) {
            this.rpc = rpc;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(
                            new ChannelInboundHandlerAdapter() {
                                @Override
                                public void channelRead(
                                        ChannelHandlerContext context, Object message) {
                                    ((ByteBuf) message).release();
                                    var unused =
                                            context.writeAndFlush(
                                                    ByteBufUtil.writeAscii(
                                                            context.alloc(),
                                                            "HTTP/1.1 101 Switching\r\n\r\n"));
                                    rpc.attach(context.channel());
                                    context.pipeline().remove(this);
                                }
                            });
        }
    }

    @Test
    void a_channel_that_another_server_upgraded_serves_calls() throws Exception {
        RpcServer rpc =
                new RpcServer(
                        new RpcSettings(
                                new ServiceTable().bind("raw", "echo", (call, request) -> request),
                                Loopback.BY_NAME));
        Loopback loopback = new Loopback();
        EventLoopGroup loops = Transport.loops("other", 1);
        try {
            Channel listener =
                    new ServerBootstrap()
                            .group(loops)
                            .channel(Transport.serverChannel())
                            .childHandler(new OtherServer(rpc))
                            .bind("127.0.0.1", 0)
                            .sync()
                            .channel();
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            assertThat(
                            loopback.connect(new Address("127.0.0.1", port))
                                    .call(
                                            RpcMethod.raw("raw", "echo"),
                                            new byte[] {4, 2},
                                            CallOptions.DEFAULT)
                                    .get(5, TimeUnit.SECONDS))
                    .containsExactly(4, 2);
            assertThat(rpc.connections()).isEqualTo(1);
        } finally {
            loopback.close();
            rpc.close();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}

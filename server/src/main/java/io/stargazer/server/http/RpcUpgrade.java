package io.stargazer.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.stargazer.rpc.server.RpcServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * {@code GET /rpc} with {@code Upgrade: stargazer-rpc}: answers 101, takes the HTTP handlers off
 * the connection and hands it to the RPC, which then owns it as if there had never been HTTP.
 */
final class RpcUpgrade {

    static final String PROTOCOL = "stargazer-rpc";

    private final RpcServer rpc;

    RpcUpgrade(RpcServer rpc) {
        this.rpc = rpc;
    }

    /** Whether the request asks for our protocol. */
    static boolean isWanted(HttpServerRequest request) {
        return PROTOCOL.equalsIgnoreCase(request.getHeader("upgrade"));
    }

    static void refuse(HttpServerRequest request) {
        request.response()
                .setStatusCode(426)
                .putHeader("upgrade", PROTOCOL)
                .putHeader("content-type", "text/plain")
                .end("this address speaks stargazer-rpc: see docs/rpc-protocol.md\n")
                .onComplete(sent -> request.connection().close());
    }

    void accept(HttpServerRequest request) {
        request.response().putHeader("connection", "Upgrade").putHeader("upgrade", PROTOCOL);
        request.toNetSocket().onSuccess(this::handOver);
    }

    private void handOver(NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        ChannelPipeline pipeline = channel.pipeline();
        // The end of the HTTP request is still on its way through the pipeline: a last handler
        // takes it in, then leaves. Removing Vert.x's own handlers right now would close the
        // socket.
        pipeline.replace("handler", "end-of-http", new EndOfHttp());
        for (String name : new String[] {"idle", "inflater"}) {
            if (pipeline.get(name) != null) {
                pipeline.remove(name);
            }
        }
        rpc.attach(channel);
    }

    private static final class EndOfHttp extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpContent content) {
                boolean last = content instanceof LastHttpContent;
                ReferenceCountUtil.release(content);
                if (last) {
                    context.pipeline().remove(this);
                }
            } else {
                context.fireChannelRead(message);
            }
        }
    }
}

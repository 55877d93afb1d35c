package io.stargazer.rpc.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import io.stargazer.rpc.ring.RingDoor;
import io.stargazer.rpc.ring.RingOffer;
import io.stargazer.rpc.ring.RingOffers;
import io.stargazer.rpc.ring.RingUpgrade;
import io.stargazer.rpc.wire.Upgrade;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/1.1 door of a provider's own listener: one upgrade and nothing else. Whoever asks for
 * something else, sends garbage or takes too long gets a short answer and is closed.
 */
final class ServerUpgrade extends SimpleChannelInboundHandler<HttpObject> {

    private final Duration patience;
    private final RingOffers rings;
    private final Consumer<ChannelHandlerContext> upgraded;
    private @Nullable Future<?> timer;
    private boolean accepted;
    private boolean asksForRing;
    private boolean over;

    /**
     * A door that closes after {@code patience}.
     *
     * @param upgraded puts the RPC handlers into the pipeline, after the 101 was written
     */
    ServerUpgrade(Duration patience, RingOffers rings, Consumer<ChannelHandlerContext> upgraded) {
        this.patience = patience;
        this.rings = rings;
        this.upgraded = upgraded;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timer =
                context.executor()
                        .schedule(
                                () -> refuse(context, HttpResponseStatus.REQUEST_TIMEOUT),
                                patience.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (over) {
            return;
        }
        if (part.decoderResult().isFailure()) {
            refuse(context, HttpResponseStatus.BAD_REQUEST);
            return;
        }
        if (part instanceof HttpRequest request) {
            HttpResponseStatus problem = problem(request);
            if (problem != null) {
                refuse(context, problem);
                return;
            }
            accepted = true;
            asksForRing =
                    RingUpgrade.VERSION.equals(request.headers().get(RingUpgrade.HEADER))
                            && rings.areWanted(context.channel());
        }
        if (part instanceof LastHttpContent && accepted) {
            over = true;
            if (asksForRing) {
                rings.make(context.channel(), offer -> offer(context, offer));
            } else {
                accept(context, null);
            }
        }
    }

    private void offer(ChannelHandlerContext context, @Nullable RingOffer offer) {
        if (!context.isRemoved() && context.channel().isActive()) {
            accept(context, offer);
        } else if (offer != null) {
            offer.withdraw();
        }
    }

    private static @Nullable HttpResponseStatus problem(HttpRequest request) {
        if (!request.method().equals(HttpMethod.GET) || !request.uri().equals(Upgrade.PATH)) {
            return HttpResponseStatus.NOT_FOUND;
        }
        boolean asks =
                request.headers()
                                .containsValue(
                                        HttpHeaderNames.CONNECTION, HttpHeaderNames.UPGRADE, true)
                        && Upgrade.PROTOCOL.equalsIgnoreCase(
                                request.headers().get(HttpHeaderNames.UPGRADE));
        boolean speaks = Upgrade.VERSION.equals(request.headers().get(Upgrade.VERSION_HEADER));
        return asks && speaks ? null : HttpResponseStatus.UPGRADE_REQUIRED;
    }

    private void accept(ChannelHandlerContext context, @Nullable RingOffer offer) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.SWITCHING_PROTOCOLS,
                        Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.CONNECTION, HttpHeaderNames.UPGRADE)
                .set(HttpHeaderNames.UPGRADE, Upgrade.PROTOCOL)
                .set(Upgrade.VERSION_HEADER, Upgrade.VERSION);
        if (offer != null) {
            response.headers().set(RingUpgrade.HEADER, offer.path().toString());
        }
        var unused = context.writeAndFlush(response);
        if (offer == null) {
            upgraded.accept(context);
        } else {
            context.pipeline().addLast(new RingDoor(offer, patience, upgraded));
        }
        context.pipeline().remove(HttpServerCodec.class);
        context.pipeline().remove(this);
    }

    private void refuse(ChannelHandlerContext context, HttpResponseStatus status) {
        over = true;
        String sentence =
                status.equals(HttpResponseStatus.UPGRADE_REQUIRED)
                        ? "upgrade to stargazer-rpc, version 1\n"
                        : status.reasonPhrase() + "\n";
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        status,
                        Unpooled.copiedBuffer(sentence, StandardCharsets.US_ASCII));
        response.headers()
                .set(HttpHeaderNames.CONNECTION, "close")
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
                .set(HttpHeaderNames.CONTENT_LENGTH, sentence.length());
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(HttpHeaderNames.UPGRADE, Upgrade.PROTOCOL);
        }
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}

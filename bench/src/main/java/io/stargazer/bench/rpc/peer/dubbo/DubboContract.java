package io.stargazer.bench.rpc.peer.dubbo;

import java.util.concurrent.CompletableFuture;

/** The echo as Dubbo wants it: a public interface. */
public interface DubboContract {

    byte[] echo(byte[] bytes);

    CompletableFuture<byte[]> echoLater(byte[] bytes);
}

/** grpc-java, as its makers ship it. */
@NullMarked
package io.stargazer.bench.rpc.peer.grpc;

import org.jspecify.annotations.NullMarked;

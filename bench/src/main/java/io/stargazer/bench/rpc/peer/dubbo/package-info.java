/** Dubbo with its own protocol, without a registry. */
@NullMarked
package io.stargazer.bench.rpc.peer.dubbo;

import org.jspecify.annotations.NullMarked;

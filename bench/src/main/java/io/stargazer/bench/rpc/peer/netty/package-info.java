/** Bare Netty frames: what is left of a call when nothing but its bytes is wanted. */
@NullMarked
package io.stargazer.bench.rpc.peer.netty;

import org.jspecify.annotations.NullMarked;

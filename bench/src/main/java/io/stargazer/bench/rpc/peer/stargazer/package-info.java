/** Ours. */
@NullMarked
package io.stargazer.bench.rpc.peer.stargazer;

import org.jspecify.annotations.NullMarked;

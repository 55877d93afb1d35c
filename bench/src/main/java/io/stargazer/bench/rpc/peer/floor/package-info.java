/** The least that Java can do: a socket, or memory that two processes share. */
@NullMarked
package io.stargazer.bench.rpc.peer.floor;

import org.jspecify.annotations.NullMarked;

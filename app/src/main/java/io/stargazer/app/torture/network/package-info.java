/**
 * A network between servers of one machine that can be cut, wire by wire and direction by
 * direction.
 *
 * <pre>
 *   server 1 -- knows s2.torture as 127.66.1.2 --> Wire -- Gate 1 to 2 --> 127.66.0.2, server 2
 *                                                       &lt;- Gate 2 to 1 --
 * </pre>
 */
@NullMarked
package io.stargazer.app.torture.network;

import org.jspecify.annotations.NullMarked;

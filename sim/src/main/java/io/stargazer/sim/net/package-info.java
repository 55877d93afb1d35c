/**
 * The network of the simulated world: who reaches whom, and what becomes of what is sent.
 *
 * <pre>
 *   server --- messages: lost, doubled, late, overtaken ---&gt; server     (Weather)
 *   client --- a stream: in order, stands still while cut ---&gt; server   (SimConnection)
 *      '---------------- cut one way, or both -----------------'
 * </pre>
 */
@NullMarked
package io.stargazer.sim.net;

import org.jspecify.annotations.NullMarked;

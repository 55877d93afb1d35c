/**
 * Calls that the calling thread makes with its own hands (RP-3).
 *
 * <pre>
 *   ordinary:  caller --task--> event loop --> socket ... socket --> event loop --wakes--> caller
 *   direct:    caller: holds and turns a CallerDrivenLoop --> socket or ring ... until its call is done
 *              keeper: turns it ten times a second in between, for pings and logins
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.direct;

import org.jspecify.annotations.NullMarked;

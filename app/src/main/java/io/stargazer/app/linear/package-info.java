/**
 * Whether what clients saw of registers can have happened one thing after the other (CL-1).
 *
 * <pre>
 *   client 1   |--- write 7 ---|        |-- read 7 --|
 *   client 2        |---- read 7 ----|                    |-- write 8 ... nobody knows
 *              time ------------------------------------------------------------->
 *
 *   History --- by key ---> Search: an order of all that was done, each within its line,
 *                           in which every read returns what was written last
 * </pre>
 *
 * The search is that of Wing and Gong ("Testing and Verifying Concurrent Objects", 1993) with the
 * memory that Lowe added ("Testing for linearizability", 2017).
 */
@NullMarked
package io.stargazer.app.linear;

import org.jspecify.annotations.NullMarked;

/**
 * How many handlers a provider runs at once (RP-6).
 *
 * <pre>
 *          latency has risen, or the limit has held for long              as many as that are left
 *   OPEN  --------------------------------------------------->  DRAINING  ----------------------->  HALVED
 *    ^                                                                                                |
 *    '---- no faster with half as many: not a queue, the new normal; faster: a queue, a lower limit --'
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.limit;

import org.jspecify.annotations.NullMarked;

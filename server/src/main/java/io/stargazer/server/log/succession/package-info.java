/**
 * A leader whose process has ended is replaced at once, not after the time of elections (CL-2).
 *
 * <pre>
 *   connection to the leader breaks -> Succession: does anybody listen there?
 *                                         |   asks the other voters the same (PeerCall.GONE)
 *                                         '-- a majority finds it gone, and nobody has more
 *                                             entries: Voter.stand
 * </pre>
 *
 * <p>Nothing here is needed for safety or for progress: who is elected is the log's matter, and
 * where this does nothing its time-outs do.
 */
@NullMarked
package io.stargazer.server.log.succession;

import org.jspecify.annotations.NullMarked;

/**
 * Sessions at work: which connection carries which session, and what happens when one breaks.
 *
 * <pre>
 *   connection closes -- grace --> EndSession(LOST)     unless it comes back before
 *   client says good-bye ------> EndSession(CLOSED)
 * </pre>
 */
@NullMarked
package io.stargazer.server.session;

import org.jspecify.annotations.NullMarked;

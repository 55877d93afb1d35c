/**
 * How a command speaks to the one who typed it (UI-2, UI-6): the streams and environment it has,
 * words in the user's language, tables, colours, exit statuses.
 *
 * <pre>
 *   Surroundings (streams, environment, clock, language)
 *        |
 *     Output --human--> Table of Cells, Paint, RelativeTime, Messages
 *            --json---> the server's document, unchanged
 *            --quiet--> ids, one a line
 * </pre>
 */
@NullMarked
package io.stargazer.app.terminal;

import org.jspecify.annotations.NullMarked;

/** Answers that are too large to be in memory as a whole. */
@NullMarked
package io.stargazer.server.http.download;

import org.jspecify.annotations.NullMarked;

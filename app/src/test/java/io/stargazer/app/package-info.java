/** Runs the real commands against a small HTTP server that answers as {@code /api/v1} does. */
@NullMarked
package io.stargazer.app;

import org.jspecify.annotations.NullMarked;

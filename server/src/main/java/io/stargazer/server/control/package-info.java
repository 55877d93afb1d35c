/**
 * Between the services and the log: commands go down as bytes, outcomes come back as values,
 * changes go out to whoever listens.
 */
@NullMarked
package io.stargazer.server.control;

import org.jspecify.annotations.NullMarked;

/**
 * A server as a process: starting with a sentence, running until told to stop, stopping in order.
 */
@NullMarked
package io.stargazer.app.serve;

import org.jspecify.annotations.NullMarked;

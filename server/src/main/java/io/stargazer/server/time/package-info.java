/** Time as a port, so that a simulation can own it. */
@NullMarked
package io.stargazer.server.time;

import org.jspecify.annotations.NullMarked;

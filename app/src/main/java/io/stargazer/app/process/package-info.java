/** Processes of this very program, for commands that show or try out more than one. */
@NullMarked
package io.stargazer.app.process;

import org.jspecify.annotations.NullMarked;

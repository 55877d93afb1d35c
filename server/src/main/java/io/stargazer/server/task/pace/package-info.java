/** What is to be done when, and how often: time is an argument, no clock is asked. */
@NullMarked
package io.stargazer.server.task.pace;

import org.jspecify.annotations.NullMarked;

/** The judge of tasks under torture must itself find what is wrong. */
@NullMarked
package io.stargazer.app.torture.task;

import org.jspecify.annotations.NullMarked;

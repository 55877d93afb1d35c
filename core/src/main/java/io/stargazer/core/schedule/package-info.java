/**
 * Schedules, as a state: see {@link io.stargazer.api.schedule}. When they fire, the leader
 * computes; here it is decided whether a time is fired, once.
 */
@NullMarked
package io.stargazer.core.schedule;

import org.jspecify.annotations.NullMarked;

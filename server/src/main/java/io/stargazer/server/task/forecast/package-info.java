/**
 * When a task will be done, said at its submission (TK-8). What was measured of tasks like it and
 * what is in front of it are played forward, some hundred times with seeded chance; how often it is
 * in time is the probability that is told.
 *
 * <pre>
 *   ended attempts --> ServiceTimes --> Durations (a distribution for each type)
 *   queued tasks   --> QueueCensus  --> how many go first      |
 *   executors      --> Workforce    --> places, running        v
 *                                        '---> Scene --> Forecast --> Outlook
 *                                                 Forecaster: from a Submission to a Judgement
 * </pre>
 *
 * <p>No class here has a clock, threads or I/O: time is an argument.
 */
@NullMarked
package io.stargazer.server.task.forecast;

import org.jspecify.annotations.NullMarked;

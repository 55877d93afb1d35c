package io.stargazer.sim.task;

import io.stargazer.api.task.work.Assignment;
import io.stargazer.sim.world.SimServer;

/**
 * An attempt that a server gave to an executor; it may never have got there.
 *
 * @param server one life of it
 * @param session of the executor
 * @param isTwice whether somebody had asked for a second attempt beside the first
 */
public record HandedOut(SimServer server, String session, Assignment assignment, boolean isTwice) {}

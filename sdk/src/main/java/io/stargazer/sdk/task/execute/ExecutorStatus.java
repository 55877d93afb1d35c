package io.stargazer.sdk.task.execute;

/**
 * What an executor does at a moment.
 *
 * @param running attempts that run
 * @param waiting attempts that wait for a place of their type
 * @param untold attempts that ended, of which the servers have not confirmed that they know
 * @param unheeding attempts that run on although they were cancelled a while ago
 * @param takesWork whether it wants more; not while it drains
 */
public record ExecutorStatus(
        int running, int waiting, int untold, int unheeding, boolean takesWork) {}

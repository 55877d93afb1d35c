/**
 * A cluster of real processes on real disks, tortured under load.
 *
 * <pre>
 *   Load: clients ---- HTTP ----> s1   s2   s3    processes, each with a data directory
 *     |                            \ X  |  X /
 *     v                             Wires          a wire for each pair and direction, with Gates
 *   History                           ^
 *     |                               |
 *     v                           Tormentor <--- Schedule <--- seed
 *   Linearizability                kill -9, SIGSTOP, SIGTERM, cut, delay, hand over, slow disk
 *
 *   task.TaskCrew: executors and a submitter, processes too; every task they were promised must end
 *   Lookout: who leads, whether equal revisions have equal hashes; Alarm: the first thing gone wrong
 * </pre>
 */
@NullMarked
package io.stargazer.app.torture;

import org.jspecify.annotations.NullMarked;

/**
 * The durable, replicated log and what stands directly on it.
 *
 * <pre>
 *   services -> CommandPipeline (all waiting commands = one entry, one in flight)
 *                    |
 *               ReplicatedLog (port)  ---- RatisLog (disk)  |  SimLog (module sim)
 *                    |
 *               LogMachine.apply, in order -> ControlState
 *
 *   succession: replaces a leader that is gone;  file: what lies in the data directory
 * </pre>
 */
@NullMarked
package io.stargazer.server.log;

import org.jspecify.annotations.NullMarked;

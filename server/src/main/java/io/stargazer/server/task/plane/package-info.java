/**
 * Where commands about tasks are decided: by the log, or by the memory of the leader for tasks that
 * are ephemeral by choice (TK-6). Both have the same rules, see {@link
 * io.stargazer.core.task.TaskMemory}.
 *
 * <pre>
 *   services --TaskCommand--> TaskPlane --durable----> ControlPlane --> the log --> ChangeListeners
 *                                 '------ephemeral---> EphemeralTasks --events--> who dispatches, who waits
 * </pre>
 */
@NullMarked
package io.stargazer.server.task.plane;

import org.jspecify.annotations.NullMarked;

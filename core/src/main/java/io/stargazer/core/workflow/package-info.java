/**
 * Workflows, as a state: see {@link io.stargazer.api.workflow}.
 *
 * <pre>
 *   WorkflowState --- Weaving     one workflow while a command or the end of a task changes it
 *                      |    '-- Payloads, JsonArray: results become payloads
 *                      v
 *                   Orders        events, and the task commands that follow from them
 * </pre>
 *
 * <p>Tasks are another capability: orders are carried out, and ends of tasks told, by {@link
 * io.stargazer.core.ControlState}.
 */
@NullMarked
package io.stargazer.core.workflow;

import org.jspecify.annotations.NullMarked;

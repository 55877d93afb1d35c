/**
 * Workflows of a running server (TK-11): see {@link io.stargazer.api.workflow}.
 *
 * <pre>
 *   HTTP --> WorkflowHttpApi --> WorkflowService --> the log --> WorkflowState
 *                                     '--> WorkflowDrawing: a run as SVG, for the console
 * </pre>
 *
 * <p>There is no reconciler: steps become tasks where the log is applied, and those are pushed to
 * executors as all tasks are.
 */
@NullMarked
package io.stargazer.server.workflow;

import org.jspecify.annotations.NullMarked;

/**
 * Workflows: tasks that wait for each other and hand their results on (TK-11). A workflow is a set
 * of steps; each becomes a task, or one for each element of a list, as soon as the steps it waits
 * for are done.
 *
 * <pre>
 *   Plan 1 --- n Step = task type + Template of the payload + after which steps
 *
 *   split --forEach--> count, count, count ... --"${count}"--> merge
 * </pre>
 *
 * <p>Results are inserted into payloads as they are, whatever they are; only a list to be fanned
 * out must be a JSON array. To undo what was done is not for workflows but for sagas.
 */
@NullMarked
package io.stargazer.api.workflow;

import org.jspecify.annotations.NullMarked;

/**
 * What executors and submitters of this process share: the connection, and how values travel.
 *
 * <pre>
 *   the application's link --connected, lost--> TaskLine --> executor, submitter
 *   value <--Values--> bytes of a payload or a result
 * </pre>
 */
@NullMarked
package io.stargazer.sdk.task.wire;

import org.jspecify.annotations.NullMarked;

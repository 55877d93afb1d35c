/**
 * Submitters: this process wants tasks done, and hears how they ended (TK-2, TK-3, TK-8).
 *
 * <pre>
 *   TaskHandle --> OpenTask --> SubmitQueue --Submission--> leader
 *       ^             |         <--receipts---------------
 *       |             v
 *       '-- ends -- OpenTasks <-- OutcomeStream <--TaskUpdate-- leader
 * </pre>
 */
@NullMarked
package io.stargazer.sdk.task.submit;

import org.jspecify.annotations.NullMarked;

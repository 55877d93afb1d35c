/**
 * What passes between servers, executors and submitters (TK-1, TK-4, TK-8 to TK-10). Work is pushed
 * along one stream to each executor, its ends come back in batches:
 *
 * <pre>
 *   submitter --submit(Submission)--> leader --Work.Assigned--> executor
 *             <--Receipts------------        <--report(notes)--
 *             <--TaskUpdate (outcomes)       <--ended(attempts)
 * </pre>
 */
@NullMarked
package io.stargazer.api.task.work;

import org.jspecify.annotations.NullMarked;

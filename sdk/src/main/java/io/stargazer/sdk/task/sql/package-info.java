/**
 * Background work on a database (TK-13): submitters name statements and send rows, an executor that
 * has a data source runs them, each batch once.
 *
 * <pre>
 *   SqlBatch --task--> SqlHandler --SqlRun--> data source: one transaction
 *      |                    |                    fence and counts in DoneTable
 *      '-- parts: a job     '-- SqlWork: which     NamedStatement: Column by Column
 *   SqlCounts <--result--       statements
 * </pre>
 */
@NullMarked
package io.stargazer.sdk.task.sql;

import org.jspecify.annotations.NullMarked;

/**
 * Tasks under torture: processes that submit and do them, and the judge of what came of it.
 *
 * <pre>
 *   TaskCrew --starts, kills--> EffectSubmitter --- tasks ---> the cluster ---> EffectExecutor
 *     ^                           |                                                |
 *     |                      accepted, ended                                 Effects: files, fenced
 *     '------- Journal <----------'                                                |
 *                 '--------------------------> Audit <----------------------------'
 * </pre>
 */
@NullMarked
package io.stargazer.app.torture.task;

import org.jspecify.annotations.NullMarked;

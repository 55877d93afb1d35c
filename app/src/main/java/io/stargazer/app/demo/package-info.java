/**
 * The main job: real processes, real input, one of them killed on the way, and the answer compared
 * with a plain computation.
 *
 * <pre>
 *   DemoRun --- starts ---> server process, provider processes (DemoProvider)
 *      +------ sends every file through RPC, kills one provider, starts another, compares
 * </pre>
 */
@NullMarked
package io.stargazer.app.demo;

import org.jspecify.annotations.NullMarked;

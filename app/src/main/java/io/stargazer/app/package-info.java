/**
 * The {@code stargazer} command: the one program of the house.
 *
 * <pre>
 *   ./stargazer (finds a JDK, builds, starts) --> Main --> StargazerCommand
 *        dev  server  demo                     a server in this process
 *        torture  simulate                     clusters, real and simulated, and their checks
 *        app  namespace  service  status ...   questions to a server: package command
 *        version  completion                   about the program itself
 * </pre>
 *
 * What goes wrong passes {@link io.stargazer.app.Complaints}, which says it in one sentence and
 * chooses the exit status.
 */
@NullMarked
package io.stargazer.app;

import org.jspecify.annotations.NullMarked;

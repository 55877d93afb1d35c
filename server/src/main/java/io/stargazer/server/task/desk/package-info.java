/**
 * What people do with tasks (TK-2, TK-5, TK-9, TK-11): look at them, submit one, cancel, send
 * again, drop, pause, limit. For the HTTP API, the command line and the console alike.
 *
 * <pre>
 *   TaskHttpApi, console pages
 *     '-- TaskDesk             authorises; joins what the log knows with what the leader knows
 *           |-- TaskActs       commands, many at once
 *           |-- TaskPages      lists, page by page
 *           '-- TypePaces      how many of a type come and go in a second
 *   TaskFollows                whoever follows one task is told when to look again
 * </pre>
 */
@NullMarked
package io.stargazer.server.task.desk;

import org.jspecify.annotations.NullMarked;

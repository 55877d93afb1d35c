/**
 * What the console shows. A page asks the services and answers a {@code View}: a title, a state,
 * one act, and fragments. The same fragments make the first page and, later, its live changes, so
 * the two cannot differ.
 *
 * <pre>
 *   Visit (who, words, namespace, parameters) --Page.view--> View = head + Fragment, Fragment, ...
 *                                                                        id + template + model
 * </pre>
 */
@NullMarked
package io.stargazer.server.console.page;

import org.jspecify.annotations.NullMarked;

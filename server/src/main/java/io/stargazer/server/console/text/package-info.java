/**
 * How the console speaks: words in two languages, numbers with units, moments, small drawings.
 * Everything here is a value; any thread may use it.
 */
@NullMarked
package io.stargazer.server.console.text;

import org.jspecify.annotations.NullMarked;

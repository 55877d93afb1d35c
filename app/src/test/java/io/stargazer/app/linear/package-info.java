/** The checker of histories, and that it has teeth. */
@NullMarked
package io.stargazer.app.linear;

import org.jspecify.annotations.NullMarked;

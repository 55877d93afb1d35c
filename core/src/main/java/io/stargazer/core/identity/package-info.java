/** Who may do what, as a state: see {@link io.stargazer.api.identity}. */
@NullMarked
package io.stargazer.core.identity;

import org.jspecify.annotations.NullMarked;

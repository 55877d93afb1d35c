/** Sessions, as a state: see {@link io.stargazer.api.session}. */
@NullMarked
package io.stargazer.core.session;

import org.jspecify.annotations.NullMarked;

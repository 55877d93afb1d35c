/** Real servers under torture, and the parts of it. */
@NullMarked
package io.stargazer.app.torture;

import org.jspecify.annotations.NullMarked;

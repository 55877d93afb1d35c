/** As the package of the same name, with its tests. */
@NullMarked
package io.stargazer.app.torture.network;

import org.jspecify.annotations.NullMarked;

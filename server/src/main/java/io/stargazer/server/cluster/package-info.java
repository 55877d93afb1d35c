/** The server about itself: status, figures, health. */
@NullMarked
package io.stargazer.server.cluster;

import org.jspecify.annotations.NullMarked;

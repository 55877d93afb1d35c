/** What is done to the cluster, and when: a seed decides. */
@NullMarked
package io.stargazer.app.torture.schedule;

import org.jspecify.annotations.NullMarked;

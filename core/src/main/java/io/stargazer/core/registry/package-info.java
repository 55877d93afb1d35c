/**
 * Services and who offers them, as a state: see {@link io.stargazer.api.registry}. The first
 * capability, and the pattern of the others: {@code State} applies, {@code View} is read, nouns are
 * records.
 */
@NullMarked
package io.stargazer.core.registry;

import org.jspecify.annotations.NullMarked;

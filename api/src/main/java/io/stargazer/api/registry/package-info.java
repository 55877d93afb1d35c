/**
 * Services find each other: instances register on a session, consumers watch a service and get
 * every change in order (RG-1 to RG-8).
 *
 * <pre>
 *   Service  1 --- n  Registration = Instance + who offers it + is it there
 * </pre>
 */
@NullMarked
package io.stargazer.api.registry;

import org.jspecify.annotations.NullMarked;

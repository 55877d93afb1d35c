package io.stargazer.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This method never waits and ends within microseconds, so the provider runs it on the event loop.
 * A method that breaks the promise stalls every connection of that loop. Without it, each call runs
 * on a virtual thread of its own.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface NonBlocking {}

package io.stargazer.sdk.task.execute;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that does tasks of a type. It takes the payload, or a {@link TaskContext}, or both
 * in this order, or nothing, and returns the result or {@code void}:
 *
 * <pre>
 *   &#64;TaskHandler("resize")
 *   Thumbnail resize(Picture picture, TaskContext task) throws IOException { ... }
 * </pre>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface TaskHandler {

    /** The name of the type: 1 to 63 lower-case letters, digits and inner hyphens. */
    String value();

    /** How many may run here at a time; 0 for the usual, see {@link HandlerTerms}. */
    int places() default 0;
}

package io.stargazer.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls with the same value of this parameter go to the same instance where the balancer hashes
 * consistently (RP-4). One of a method's parameters, with a {@code toString} that tells its values
 * apart; not the publisher. It counts more than the key of the options; null is as good as none.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface HashKey {}

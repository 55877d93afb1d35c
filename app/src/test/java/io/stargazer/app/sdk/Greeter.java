package io.stargazer.app.sdk;

import io.stargazer.rpc.Idempotent;

/** The contract of most tests: says who answers. */
public interface Greeter {

    @Idempotent
    String greet(String name);
}

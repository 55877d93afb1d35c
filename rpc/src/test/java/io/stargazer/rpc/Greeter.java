package io.stargazer.rpc;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** The contract that the tests call. */
public interface Greeter {

    record Person(String name, int age, List<String> tags) {}

    record Greeting(String text, Map<String, Person> people) {}

    Greeting greet(Person person, int times);

    void forget(String name);

    CompletableFuture<String> later(String text);

    Flow.Publisher<Person> people(int count);

    @NonBlocking
    int add(int one, int other);

    @Idempotent
    String once(String text);

    @Timeout(millis = 150)
    String slow(String text);
}

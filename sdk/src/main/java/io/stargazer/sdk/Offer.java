package io.stargazer.sdk;

import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.ServiceName;
import java.util.concurrent.CompletableFuture;

/**
 * An instance that this application offers.
 *
 * @param service what it is an instance of
 * @param instance how it describes itself
 * @param registered completes with the revision when it is first durable, or fails as it was
 *     refused
 */
record Offer(ServiceName service, Instance instance, CompletableFuture<Long> registered) {

    String key() {
        return service + "#" + instance.id();
    }
}

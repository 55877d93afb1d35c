package io.stargazer.api.registry;

import io.stargazer.api.codec.Tag;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * What the SDK asks of a server about services, over RPC under the service name {@link #SERVICE}.
 * All methods may be repeated.
 */
public interface RegistryContract {

    String SERVICE = "stargazer.registry";

    /** Completes with the revision once the registration is durable. */
    CompletableFuture<Long> register(String session, ServiceName service, Instance instance);

    /** Completes with the revision once the instance is gone for every server. */
    CompletableFuture<Long> deregister(String session, ServiceName service, String instanceId);

    /**
     * Every change of a service after a revision, in order and without a gap (RG-2). Begins with a
     * {@link Listing} when {@code afterRevision} is 0 or too long ago to be continued, then goes on
     * with changes until it is cancelled or the connection ends.
     */
    Flow.Publisher<Update> watch(ServiceName service, long afterRevision);

    /**
     * How often this session called which services since it last said so (RG-8): for programs that
     * do not tell methods apart, else {@link #reportMethods}.
     */
    CompletableFuture<Boolean> reportCalls(String session, List<CallCount> counts);

    /**
     * How the calls went that this session made and served since it last said so, method by method
     * (RP-8). Counts for the map of services as {@link #reportCalls} does, so say it in one way.
     */
    CompletableFuture<Boolean> reportMethods(String session, List<MethodCalls> methods);

    /** One thing a watcher is told. */
    sealed interface Update {

        /** Everything at one moment; replaces what the watcher knew. */
        @Tag(1)
        record Listing(long revision, boolean isProtected, List<Registration> registrations)
                implements Update {
            public Listing {
                registrations = List.copyOf(registrations);
            }
        }

        /**
         * What changed next: all that one command did to the service, so that a watcher who has a
         * revision has the whole of it.
         *
         * @param events in order, never empty
         */
        @Tag(2)
        record Changed(long revision, long timeMs, List<RegistryEvent> events) implements Update {
            public Changed {
                events = List.copyOf(events);
            }
        }
    }

    /**
     * Calls of one service in one reporting interval.
     *
     * @param service the service called
     * @param calls how many
     * @param errors how many of them failed
     * @param totalMicros the sum of their durations
     */
    record CallCount(ServiceName service, long calls, long errors, long totalMicros) {}
}

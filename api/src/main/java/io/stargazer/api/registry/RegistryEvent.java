package io.stargazer.api.registry;

import io.stargazer.api.Event;
import io.stargazer.api.codec.Tag;
import io.stargazer.api.identity.ApplicationId;

/**
 * Facts about services. Each names its service, so that watchers of one service get only its own.
 */
public sealed interface RegistryEvent extends Event {

    ServiceName service();

    /** A new instance, or an old one that describes itself anew, comes back or changes weight. */
    @Tag(1)
    record InstanceUp(ServiceName service, Registration registration) implements RegistryEvent {}

    @Tag(2)
    record InstanceDown(ServiceName service, String instanceId, Reason reason)
            implements RegistryEvent {}

    /** The session of an instance is lost, but its service is protected: it stays listed (RG-6). */
    @Tag(3)
    record InstanceSuspect(ServiceName service, Registration registration)
            implements RegistryEvent {}

    /** Protection of a service begins or ends. */
    @Tag(4)
    record ProtectionChanged(ServiceName service, boolean active, int lost, int total)
            implements RegistryEvent {}

    /** An application called a service for the first time, or was forgotten. */
    @Tag(5)
    record CallerChanged(ServiceName service, ApplicationId caller, boolean calls)
            implements RegistryEvent {}

    /** Why an instance left. */
    enum Reason {
        DEREGISTERED,
        SESSION_CLOSED,
        SESSION_LOST
    }
}

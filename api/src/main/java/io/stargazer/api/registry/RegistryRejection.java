package io.stargazer.api.registry;

import io.stargazer.api.Rejection;
import io.stargazer.api.Status;

/** Expected refusals of registry commands. */
public sealed interface RegistryRejection extends Rejection {

    /** Another living session offers an instance with this id. */
    record InstanceTaken(ServiceName service, String instanceId) implements RegistryRejection {}

    record UnknownInstance(ServiceName service, String instanceId) implements RegistryRejection {}

    record UnknownService(ServiceName service) implements RegistryRejection {}

    /** The application of the session belongs to another namespace. */
    record ForeignNamespace(ServiceName service, String session) implements RegistryRejection {}

    @Override
    default Status status() {
        return switch (this) {
            case InstanceTaken r -> Status.CONFLICT;
            case UnknownInstance r -> Status.NOT_FOUND;
            case UnknownService r -> Status.NOT_FOUND;
            case ForeignNamespace r -> Status.PERMISSION_DENIED;
        };
    }

    @Override
    default String code() {
        return switch (this) {
            case InstanceTaken r -> "registry.instance-taken";
            case UnknownInstance r -> "registry.unknown-instance";
            case UnknownService r -> "registry.unknown-service";
            case ForeignNamespace r -> "registry.foreign-namespace";
        };
    }

    @Override
    default String sentence() {
        return switch (this) {
            case InstanceTaken(var service, var id) ->
                    "another process already offers %s as instance '%s'".formatted(service, id);
            case UnknownInstance(var service, var id) ->
                    "the service %s has no instance '%s'".formatted(service, id);
            case UnknownService(var service) -> "there is no service '" + service + "'";
            case ForeignNamespace(var service, var session) ->
                    "the session '%s' may not offer services in the namespace '%s'"
                            .formatted(session, service.namespace());
        };
    }
}

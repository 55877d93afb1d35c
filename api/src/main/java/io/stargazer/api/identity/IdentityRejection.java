package io.stargazer.api.identity;

import io.stargazer.api.Rejection;
import io.stargazer.api.Status;

/** Expected refusals of identity commands. */
public sealed interface IdentityRejection extends Rejection {

    record NamespaceExists(String name) implements IdentityRejection {}

    record UnknownNamespace(String name) implements IdentityRejection {}

    record NamespaceInUse(String name, int applications) implements IdentityRejection {}

    record ApplicationExists(ApplicationId id) implements IdentityRejection {}

    record UnknownApplication(ApplicationId id) implements IdentityRejection {}

    record UserExists(String name) implements IdentityRejection {}

    record UnknownUser(String name) implements IdentityRejection {}

    record UnknownKey(String id) implements IdentityRejection {}

    @Override
    default Status status() {
        return switch (this) {
            case NamespaceExists r -> Status.CONFLICT;
            case NamespaceInUse r -> Status.CONFLICT;
            case ApplicationExists r -> Status.CONFLICT;
            case UserExists r -> Status.CONFLICT;
            case UnknownNamespace r -> Status.NOT_FOUND;
            case UnknownApplication r -> Status.NOT_FOUND;
            case UnknownUser r -> Status.NOT_FOUND;
            case UnknownKey r -> Status.NOT_FOUND;
        };
    }

    @Override
    default String code() {
        return switch (this) {
            case NamespaceExists r -> "identity.namespace-exists";
            case UnknownNamespace r -> "identity.unknown-namespace";
            case NamespaceInUse r -> "identity.namespace-in-use";
            case ApplicationExists r -> "identity.application-exists";
            case UnknownApplication r -> "identity.unknown-application";
            case UserExists r -> "identity.user-exists";
            case UnknownUser r -> "identity.unknown-user";
            case UnknownKey r -> "identity.unknown-key";
        };
    }

    @Override
    default String sentence() {
        return switch (this) {
            case NamespaceExists(var name) -> "the namespace '" + name + "' exists already";
            case UnknownNamespace(var name) -> "there is no namespace '" + name + "'";
            case NamespaceInUse(var name, var applications) ->
                    "the namespace '%s' still has %s applications".formatted(name, applications);
            case ApplicationExists(var id) -> "the application '" + id + "' exists already";
            case UnknownApplication(var id) -> "there is no application '" + id + "'";
            case UserExists(var name) -> "the user '" + name + "' exists already";
            case UnknownUser(var name) -> "there is no user '" + name + "'";
            case UnknownKey(var id) -> "there is no token key '" + id + "'";
        };
    }
}

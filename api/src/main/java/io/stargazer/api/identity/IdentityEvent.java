package io.stargazer.api.identity;

import io.stargazer.api.Event;
import io.stargazer.api.codec.Tag;

/** Facts about who may do what. They name things and people, never hashes. */
public sealed interface IdentityEvent extends Event {

    @Tag(1)
    record NamespaceCreated(String name) implements IdentityEvent {}

    @Tag(2)
    record NamespaceDeleted(String name) implements IdentityEvent {}

    @Tag(3)
    record ApplicationCreated(ApplicationId id, Role role) implements IdentityEvent {}

    @Tag(4)
    record SecretRotated(ApplicationId id) implements IdentityEvent {}

    @Tag(5)
    record ApplicationDeleted(ApplicationId id) implements IdentityEvent {}

    @Tag(6)
    record UserCreated(String name) implements IdentityEvent {}

    @Tag(7)
    record PasswordChanged(String user) implements IdentityEvent {}

    @Tag(8)
    record KeyPublished(VerificationKey key) implements IdentityEvent {}

    @Tag(9)
    record KeyRetired(String id) implements IdentityEvent {}

    @Tag(10)
    record KeyForgotten(String id) implements IdentityEvent {}
}

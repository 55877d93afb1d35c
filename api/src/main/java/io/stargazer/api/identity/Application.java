package io.stargazer.api.identity;

import org.jspecify.annotations.Nullable;

/**
 * A program that may log in with its id and secret (ID-1).
 *
 * @param id namespace and name
 * @param role what it may do in its namespace
 * @param secret the hash of its present secret
 * @param previous the hash of the secret before a rotation, still good until {@code
 *     previousUntilMs}
 * @param previousUntilMs milliseconds since 1970; 0 without a previous secret
 * @param createdMs milliseconds since 1970
 * @param createdBy the actor who created it
 */
public record Application(
        ApplicationId id,
        Role role,
        HashedSecret secret,
        @Nullable HashedSecret previous,
        long previousUntilMs,
        long createdMs,
        String createdBy) {}

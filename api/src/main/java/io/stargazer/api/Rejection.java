package io.stargazer.api;

/**
 * An expected refusal: a value, decided deterministically, with a stable code for programs and one
 * plain sentence for people. Each capability seals its own family.
 */
public interface Rejection {

    Status status();

    /** Stable, lower case, {@code capability.what}: {@code registry.unknown-service}. */
    String code();

    /** One sentence a user understands, without a final stop. */
    String sentence();
}

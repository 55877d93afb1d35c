package io.stargazer.server.registry;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.registry.RegistryContract.Update;

/**
 * An update on its way to watchers, encoded once however many they are.
 *
 * @param revision of the change, or of the moment that a listing shows
 * @param update the value, for watchers in this process
 * @param bytes its binary form, for all others; must not be changed
 */
public record PushedUpdate(long revision, Update update, byte[] bytes) {

    private static final Codec<Update> CODEC = Codec.of(Update.class);

    static PushedUpdate of(long revision, Update update) {
        return new PushedUpdate(revision, update, CODEC.encode(update));
    }
}

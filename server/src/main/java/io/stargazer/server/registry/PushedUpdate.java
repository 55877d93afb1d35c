package io.stargazer.server.registry;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.registry.RegistryContract.Update;

/** An update on its way to watchers, encoded once however many they are. Immutable. */
public final class PushedUpdate {

    private static final Codec<Update> CODEC = Codec.of(Update.class);

    private final long revision;
    private final Update update;
    private final byte[] encoded;

    PushedUpdate(long revision, Update update) {
        this.revision = revision;
        this.update = update;
        this.encoded = CODEC.encode(update);
    }

    /** The revision of the change, or of the moment that a listing shows. */
    public long revision() {
        return revision;
    }

    public Update update() {
        return update;
    }

    /** Its binary form, shared by all watchers: not to be changed. */
    public byte[] encoded() {
        return encoded;
    }
}

package io.stargazer.server.registry;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.rpc.stream.EncodedItem;
import org.jspecify.annotations.Nullable;

/**
 * An update on its way to watchers, encoded once however many they are, and not at all if there are
 * none. Thread-safe.
 */
public final class PushedUpdate {

    private static final Codec<Update> CODEC = Codec.of(Update.class);

    private final long revision;
    private final Update update;
    private volatile @Nullable EncodedItem item;

    PushedUpdate(long revision, Update update) {
        this.revision = revision;
        this.update = update;
    }

    /** The revision of the change, or of the moment that a listing shows. */
    public long revision() {
        return revision;
    }

    public Update update() {
        return update;
    }

    /** Its binary form, shared by all watchers. */
    public EncodedItem item() {
        EncodedItem encoded = item;
        if (encoded == null) {
            encoded = EncodedItem.of(CODEC.encode(update)); // twice at worst, to the same bytes
            item = encoded;
        }
        return encoded;
    }
}

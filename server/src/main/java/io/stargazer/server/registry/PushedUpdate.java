package io.stargazer.server.registry;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.rpc.stream.EncodedItem;
import org.jspecify.annotations.Nullable;

/**
 * An update on its way to watchers: encoded once however many they are, and decoded only for those
 * who want to look at it. Thread-safe.
 */
public final class PushedUpdate {

    private static final Codec<Update> CODEC = Codec.of(Update.class);

    private final long revision;

    // Each may be made twice at worst, to the same.
    private volatile @Nullable Update update;
    private volatile byte @Nullable [] bytes;
    private volatile @Nullable EncodedItem item;

    PushedUpdate(long revision, Update update) {
        this.revision = revision;
        this.update = update;
    }

    /** What {@link #bytes} gave. */
    PushedUpdate(long revision, byte[] bytes) {
        this.revision = revision;
        this.bytes = bytes;
    }

    /** The revision of the change, or of the moment that a listing shows. */
    public long revision() {
        return revision;
    }

    public Update update() {
        Update known = update;
        if (known == null) {
            known = CODEC.decode(bytes());
            update = known;
        }
        return known;
    }

    byte[] bytes() {
        byte[] known = bytes;
        if (known == null) {
            known = CODEC.encode(update());
            bytes = known;
        }
        return known;
    }

    /** Its binary form, shared by all watchers. */
    public EncodedItem item() {
        EncodedItem known = item;
        if (known == null) {
            known = EncodedItem.of(bytes());
            item = known;
        }
        return known;
    }
}

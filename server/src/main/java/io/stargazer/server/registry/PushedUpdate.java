package io.stargazer.server.registry;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.rpc.service.EncodedItem;

/** An update on its way to watchers, encoded once however many they are. Immutable. */
public final class PushedUpdate {

    private static final Codec<Update> CODEC = Codec.of(Update.class);

    private final long revision;
    private final Update update;
    private final EncodedItem item;

    PushedUpdate(long revision, Update update) {
        this.revision = revision;
        this.update = update;
        this.item = EncodedItem.of(CODEC.encode(update));
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
        return item;
    }
}

package io.stargazer.server.registry;

import io.stargazer.api.registry.ServiceName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last changes, per service, so that a watcher who was away continues where it stopped (RG-2).
 * A bounded number in all; not thread-safe.
 */
final class ChangeWindow {

    private final int capacity;
    private final ArrayDeque<ServiceName> order = new ArrayDeque<>();
    private final Map<ServiceName, ArrayDeque<PushedUpdate>> byService = new HashMap<>();
    private long forgotten;

    ChangeWindow(int capacity) {
        this.capacity = capacity;
    }

    /** Everything up to this revision is unknown here. */
    void startAfter(long revision) {
        order.clear();
        byService.clear();
        forgotten = revision;
    }

    void add(ServiceName service, PushedUpdate update) {
        if (order.size() == capacity) {
            forgetOldest();
        }
        order.add(service);
        byService.computeIfAbsent(service, name -> new ArrayDeque<>(2)).add(update);
    }

    private void forgetOldest() {
        ServiceName service = order.remove();
        ArrayDeque<PushedUpdate> updates = byService.get(service);
        if (updates != null) {
            forgotten = Math.max(forgotten, updates.remove().revision());
            if (updates.isEmpty()) {
                byService.remove(service);
            }
        }
    }

    /** What happened to the service after the revision; null when that is not known any more. */
    @Nullable List<PushedUpdate> after(ServiceName service, long revision) {
        if (revision < forgotten) {
            return null;
        }
        List<PushedUpdate> updates = new ArrayList<>();
        for (PushedUpdate update : byService.getOrDefault(service, new ArrayDeque<>())) {
            if (update.revision() > revision) {
                updates.add(update);
            }
        }
        return updates;
    }
}

package io.stargazer.server.registry;

import io.stargazer.api.Change;
import io.stargazer.api.Failure;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.ControlView;
import io.stargazer.core.registry.Service;
import io.stargazer.server.control.ChangeListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sends every change of a service to all who watch it, in order and without a gap (RG-2). Each
 * change is encoded once. Watchers are told on the thread that applies commands, so they must only
 * take note.
 */
public final class WatchHub implements ChangeListener {

    /** Changes remembered for those who were away. */
    private static final ChangeWindow.Size WINDOW = new ChangeWindow.Size(1 << 16, 1 << 24);

    private final ChangeWindow window = new ChangeWindow(WINDOW);
    private final Map<ServiceName, Set<Watcher>> watchers = new HashMap<>();
    private ControlView view;

    /** Takes note of updates; must not block. */
    public interface Watcher {
        void update(PushedUpdate update);

        /** Nothing more will be said: the watch could not begin here. */
        void failed(Failure failure);
    }

    public WatchHub(ControlView view) {
        this.view = view;
        window.startAfter(view.revision());
    }

    /**
     * Tells the watcher what it missed, then every change to come, until {@link #unwatch}.
     *
     * @param afterRevision the last revision the watcher knows, 0 for none; one that is not reached
     *     here yet is of a cluster that was before this one, and as good as none
     */
    public synchronized void watch(ServiceName service, long afterRevision, Watcher watcher) {
        boolean isKnown = afterRevision > 0 && afterRevision <= view.revision();
        List<PushedUpdate> missed = isKnown ? window.after(service, afterRevision) : null;
        if (missed == null) {
            watcher.update(listing(service));
        } else {
            missed.forEach(watcher::update);
        }
        watchers.computeIfAbsent(service, name -> new LinkedHashSet<>()).add(watcher);
    }

    public synchronized void unwatch(ServiceName service, Watcher watcher) {
        Set<Watcher> left = watchers.get(service);
        if (left != null && left.remove(watcher) && left.isEmpty()) {
            watchers.remove(service);
        }
    }

    /** Hands the present listing to a watcher: no change comes between the two. */
    synchronized void relist(ServiceName service, Consumer<PushedUpdate> reader) {
        reader.accept(listing(service));
    }

    /** Everything about the service as the watchers know it by now. */
    private PushedUpdate listing(ServiceName name) {
        Service service = view.registry().service(name);
        Update.Listing listing =
                new Update.Listing(
                        view.revision(),
                        service != null && service.isProtected(),
                        service == null ? List.of() : service.listed());
        return new PushedUpdate(view.revision(), listing);
    }

    /** How many watches there are. */
    public synchronized int size() {
        int size = 0;
        for (Set<Watcher> set : watchers.values()) {
            size += set.size();
        }
        return size;
    }

    @Override
    public synchronized void changed(List<Change> changes, ControlView newView) {
        view = newView;
        Map<ServiceName, List<RegistryEvent>> ofRevision = new LinkedHashMap<>();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            if (change.event() instanceof RegistryEvent event) {
                ofRevision.computeIfAbsent(event.service(), name -> new ArrayList<>()).add(event);
            }
            boolean isLast =
                    i + 1 == changes.size() || changes.get(i + 1).revision() > change.revision();
            if (isLast) {
                ofRevision.forEach((service, events) -> push(service, change, events));
                ofRevision.clear();
            }
        }
    }

    private void push(ServiceName service, Change last, List<RegistryEvent> events) {
        PushedUpdate update =
                new PushedUpdate(
                        last.revision(),
                        new Update.Changed(last.revision(), last.timeMs(), events));
        window.add(service, last.revision(), update.bytes());
        for (Watcher watcher : watchers.getOrDefault(service, Set.of())) {
            tell(watcher, update);
        }
    }

    /** The log must go on whatever a watcher does: one that fails does not stop the others. */
    private static void tell(Watcher watcher, PushedUpdate update) {
        try {
            watcher.update(update);
        } catch (RuntimeException bug) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
        }
    }

    @Override
    public synchronized void restored(ControlView newView) {
        view = newView;
        window.startAfter(newView.revision());
        for (Map.Entry<ServiceName, Set<Watcher>> entry : watchers.entrySet()) {
            PushedUpdate listing = listing(entry.getKey());
            new ArrayList<>(entry.getValue()).forEach(watcher -> tell(watcher, listing));
        }
    }
}

package io.stargazer.sdk;

import io.stargazer.api.Rejected;
import io.stargazer.api.codec.Codec;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.ServiceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The instances of one service as this application knows them: first from disk if need be, then
 * from a server, then every change (RG-2, RG-7). Thread-safe; listeners hear of changes in order,
 * one at a time, on the thread that brought them, and must not block.
 */
public final class ServiceView {

    private static final Codec<Update> CODEC = Codec.of(Update.class);

    private final ServiceName name;
    private final DiskCache cache;
    private final Map<String, Registration> registrations = new TreeMap<>();
    private final List<Consumer<ServiceView>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ServiceView> known = new CompletableFuture<>();
    private long revision;
    private boolean isProtected;
    private boolean dirty;

    ServiceView(ServiceName name, DiskCache cache) {
        this.name = name;
        this.cache = cache;
    }

    public ServiceName name() {
        return name;
    }

    /** The instances at this moment, drained and suspect ones included. */
    public synchronized List<Registration> registrations() {
        return new ArrayList<>(registrations.values());
    }

    /** Revision of the last change known; 0 before the first. */
    public synchronized long revision() {
        return revision;
    }

    /** Whether the servers doubt their own eyes: see RG-6. */
    public synchronized boolean isProtected() {
        return isProtected;
    }

    /** Calls the listener now and after every change. */
    public void onChange(Consumer<ServiceView> listener) {
        synchronized (this) {
            listeners.add(listener);
            listener.accept(this);
        }
    }

    public void removeListener(Consumer<ServiceView> listener) {
        listeners.remove(listener);
    }

    /** Completes once a list is known, be it empty. */
    CompletableFuture<ServiceView> known() {
        return known;
    }

    /** A server will not let us watch this service. */
    void refused(Rejected why) {
        known.completeExceptionally(why);
    }

    synchronized void apply(Update update) {
        switch (update) {
            case Update.Listing listing -> {
                registrations.clear();
                listing.registrations().forEach(this::put);
                revision = listing.revision();
                isProtected = listing.isProtected();
            }
            case Update.Changed changed -> {
                if (changed.revision() < revision) {
                    return; // several events may share a revision, none may be older
                }
                apply(changed.event());
                revision = changed.revision();
            }
        }
        dirty = true;
        known.complete(this);
        listeners.forEach(listener -> listener.accept(this));
    }

    private void apply(RegistryEvent event) {
        switch (event) {
            case RegistryEvent.InstanceUp up -> put(up.registration());
            case RegistryEvent.InstanceSuspect suspect -> put(suspect.registration());
            case RegistryEvent.InstanceDown down -> registrations.remove(down.instanceId());
            case RegistryEvent.ProtectionChanged changed -> isProtected = changed.active();
            case RegistryEvent.CallerChanged ignored -> {
                // of interest to the service map only
            }
        }
    }

    private void put(Registration registration) {
        registrations.put(registration.instance().id(), registration);
    }

    /** Starts from what was known last time, unless a server has said something already. */
    synchronized void loadFromDisk() {
        if (!known.isDone()) {
            cache.read(fileName(), CODEC).ifPresent(this::apply);
            revision = 0; // a server's listing replaces it whole
            dirty = false;
        }
    }

    /** Called once a second: a burst of changes is one write. */
    void saveToDisk() {
        Update.Listing listing;
        synchronized (this) {
            if (!dirty) {
                return;
            }
            dirty = false;
            listing = new Update.Listing(revision, isProtected, registrations());
        }
        cache.write(fileName(), CODEC, listing);
    }

    private String fileName() {
        return "service-" + name.namespace() + "-" + name.name();
    }
}

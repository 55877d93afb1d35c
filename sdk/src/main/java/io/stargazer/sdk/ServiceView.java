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
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    private @Nullable Feed feed;
    private long revision;
    private boolean isProtected;
    private boolean dirty;

    /** The next watch begins with a listing, not after the revision. */
    private boolean needsListing = true;

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

    /**
     * Calls the listener now and after every change of what this view shows. Each change reaches
     * all listeners, even if one of them throws; that one's exception then ends on the thread that
     * brought the change.
     */
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

    /** What is known may be of a cluster that is gone: its revisions mean nothing any more. */
    synchronized void beginAnew() {
        feed = null;
        needsListing = true;
    }

    /**
     * A new watch, which continues where the last one stopped; from now on only it feeds this view:
     * what an older one still brings is not heard.
     */
    synchronized Feed newFeed() {
        Feed fresh = new Feed();
        feed = fresh;
        return fresh;
    }

    /** One watch as it feeds this view, from the revision that is known. */
    final class Feed implements Consumer<Update> {

        private final long afterRevision = needsListing ? 0 : revision;

        /** Where the watch has to begin; 0 for a listing first. */
        long afterRevision() {
            return afterRevision;
        }

        @Override
        public void accept(Update update) {
            synchronized (ServiceView.this) {
                if (feed == this) {
                    apply(update);
                }
            }
        }
    }

    synchronized void apply(Update update) {
        boolean isNews =
                switch (update) {
                    case Update.Listing listing -> replace(listing);
                    case Update.Changed changed -> apply(changed);
                };
        boolean isFirst = known.complete(this);
        dirty |= isNews || isFirst;
        if (isNews) {
            tellAll();
        }
    }

    private boolean replace(Update.Listing listing) {
        Map<String, Registration> before = new TreeMap<>(registrations);
        boolean wasProtected = isProtected;
        registrations.clear();
        listing.registrations().forEach(this::put);
        isProtected = listing.isProtected();
        needsListing = false;
        revision = listing.revision();
        return wasProtected != isProtected || !before.equals(registrations);
    }

    private boolean apply(Update.Changed changed) {
        if (changed.revision() <= revision) {
            return false; // known already
        }
        revision = changed.revision();
        boolean isNews = false;
        for (RegistryEvent event : changed.events()) {
            isNews |= apply(event);
        }
        return isNews;
    }

    private boolean apply(RegistryEvent event) {
        return switch (event) {
            case RegistryEvent.InstanceUp up -> put(up.registration());
            case RegistryEvent.InstanceSuspect suspect -> put(suspect.registration());
            case RegistryEvent.InstanceDown down -> registrations.remove(down.instanceId()) != null;
            case RegistryEvent.ProtectionChanged changed -> {
                boolean before = isProtected;
                isProtected = changed.active();
                yield before != isProtected;
            }
            case RegistryEvent.CallerChanged ignored -> false; // for the service map only
        };
    }

    private boolean put(Registration registration) {
        Registration before = registrations.put(registration.instance().id(), registration);
        return !Objects.equals(before, registration);
    }

    private void tellAll() {
        RuntimeException thrown = null;
        for (Consumer<ServiceView> listener : listeners) {
            try {
                listener.accept(this);
            } catch (RuntimeException e) {
                if (thrown == null) {
                    thrown = e;
                } else {
                    thrown.addSuppressed(e);
                }
            }
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Starts from what was known last time, unless a server has said something already. */
    synchronized void loadFromDisk() {
        if (!known.isDone()) {
            cache.read(fileName(), CODEC).ifPresent(this::apply);
            revision = 0; // a server's listing replaces it whole
            needsListing = true;
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
        return "service-" + name.namespace() + "." + name.name();
    }
}

package io.stargazer.sdk;

import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.ServiceName;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A service that this process offers. Close it to take the offer back: consumers hear of it first,
 * those that have called it here go elsewhere, and calls that have begun are finished, for up to
 * ten seconds. The same service may be offered again afterwards. Thread-safe; closing blocks.
 */
public final class Provision implements AutoCloseable {

    private final ServerLink link;
    private final Offer offer;
    private final ProviderPort port;
    private final AtomicBoolean closed = new AtomicBoolean();

    Provision(ServerLink link, Offer offer, ProviderPort port) {
        this.link = link;
        this.offer = offer;
        this.port = port;
    }

    public ServiceName service() {
        return offer.service();
    }

    /** As registered. */
    public Instance instance() {
        return offer.instance();
    }

    /** No consumer shall come any more; those that do are served as before. */
    void withdraw() {
        link.withdraw(offer);
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return; // the service may have been offered again
        }
        try {
            withdraw();
        } finally {
            port.takeBack(service());
        }
    }
}

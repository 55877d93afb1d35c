package io.stargazer.sdk;

import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.ServiceName;

/**
 * A service that this process offers. Close it to take the offer back: consumers hear of it first,
 * then calls that have begun are finished when the {@link Stargazer} closes.
 */
public final class Provision implements AutoCloseable {

    private final ServerLink link;
    private final Offer offer;

    Provision(ServerLink link, Offer offer) {
        this.link = link;
        this.offer = offer;
    }

    public ServiceName service() {
        return offer.service();
    }

    /** As registered. */
    public Instance instance() {
        return offer.instance();
    }

    @Override
    public void close() {
        link.withdraw(offer);
    }
}

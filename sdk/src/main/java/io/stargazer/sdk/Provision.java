package io.stargazer.sdk;

import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.ServiceName;

/**
 * A service that this process offers. Close it to take the offer back: consumers hear of it first;
 * calls that have begun are finished. The same service may be offered again afterwards.
 */
public final class Provision implements AutoCloseable {

    private final ServerLink link;
    private final Offer offer;
    private final Runnable unbind;

    Provision(ServerLink link, Offer offer, Runnable unbind) {
        this.link = link;
        this.offer = offer;
        this.unbind = unbind;
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
        try {
            link.withdraw(offer);
        } finally {
            unbind.run();
        }
    }
}

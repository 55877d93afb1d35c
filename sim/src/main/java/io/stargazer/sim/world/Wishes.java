package io.stargazer.sim.world;

import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.ServiceName;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a client wants to offer, and how much of it the server has confirmed. */
final class Wishes {

    private final SortedMap<ServiceName, Wish> byService = new TreeMap<>();

    /** What it wants of one service. */
    static final class Wish {
        private Instance instance;
        private boolean confirmed;
        private boolean reweighed;
        private boolean withdrawn;

        private Wish(Instance instance) {
            this.instance = instance;
        }

        Instance instance() {
            return instance;
        }

        /** The server has said yes on this connection. */
        boolean isConfirmed() {
            return confirmed;
        }

        boolean isWithdrawn() {
            return withdrawn;
        }

        /** The server has confirmed it as it was described there. */
        void confirmed(Instance described) {
            confirmed = true;
            reweighed = !instance.equals(described);
        }
    }

    void offer(ServiceName service, Instance instance) {
        byService.put(service, new Wish(instance));
    }

    void withdraw(ServiceName service) {
        Wish wish = byService.get(service);
        if (wish != null) {
            wish.withdrawn = true;
        }
    }

    void weigh(ServiceName service, int weight) {
        Wish wish = byService.get(service);
        if (wish != null && !wish.withdrawn) {
            wish.instance = wish.instance.withWeight(weight);
            wish.reweighed = true;
        }
    }

    /** It is gone, unless it has been wished anew meanwhile. */
    void forget(ServiceName service, Wish wish) {
        byService.remove(service, wish);
    }

    /** Nothing of it is sure any more. */
    void unconfirm() {
        byService.values().forEach(wish -> wish.confirmed = false);
    }

    /** Gives other ids to those whose registration may be under way: a bug, if anybody does it. */
    void renameUnconfirmed(UnaryOperator<String> rename) {
        for (Wish wish : byService.values()) {
            Instance old = wish.instance;
            String id = rename.apply(old.id());
            if (!wish.confirmed && !id.equals(old.id())) {
                wish.instance = Instance.of(id, old.version(), old.address());
            }
        }
    }

    /** The first that is not yet as it should be. */
    Map.@Nullable Entry<ServiceName, Wish> outstanding() {
        for (Map.Entry<ServiceName, Wish> entry : byService.entrySet()) {
            Wish wish = entry.getValue();
            if (!wish.confirmed || wish.reweighed || wish.withdrawn) {
                return entry;
            }
        }
        return null;
    }

    SortedMap<ServiceName, Instance> wanted() {
        SortedMap<ServiceName, Instance> wanted = new TreeMap<>();
        byService.forEach((service, wish) -> {
            if (!wish.withdrawn) {
                wanted.put(service, wish.instance);
            }
        });
        return wanted;
    }
}

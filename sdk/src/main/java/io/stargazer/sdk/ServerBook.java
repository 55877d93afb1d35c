package io.stargazer.sdk;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.session.SessionContract.Servers;
import io.stargazer.rpc.Address;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that an application knows: those that it was told of by one of them, the leader
 * first, then those that it was started with. What it was told outlives the process.
 */
final class ServerBook {

    private static final Logger LOG = LoggerFactory.getLogger(ServerBook.class);
    private static final Codec<Servers> SERVERS = Codec.of(Servers.class);
    private static final String FILE = "servers";

    private final List<Address> configured;
    private final DiskCache cache;
    private List<Address> known;
    private int next;
    private int tried;

    ServerBook(List<Address> configured, DiskCache cache) {
        this.configured = configured;
        this.cache = cache;
        this.known = configured;
        cache.read(FILE, SERVERS).ifPresent(this::take);
    }

    /** A server has told where all of them are. */
    synchronized void learn(Servers told) {
        take(told);
        cache.write(FILE, SERVERS, told);
    }

    private void take(Servers told) {
        Set<Address> addresses = new LinkedHashSet<>();
        add(addresses, told.leader());
        told.all().forEach(address -> add(addresses, address));
        addresses.addAll(configured);
        List<Address> fresh = List.copyOf(addresses);
        if (!fresh.equals(known)) {
            known = fresh;
            next = 0;
        }
    }

    private static void add(Set<Address> addresses, String text) {
        try {
            if (!text.isEmpty()) {
                addresses.add(Address.parse(text));
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("a server that cannot be reached at '{}': {}", text, e.getMessage());
        }
    }

    /** The server to try now. */
    synchronized Address next() {
        Address address = known.get(next % known.size());
        next++;
        tried++;
        return address;
    }

    /** The server that was tried last is the right one: a new round begins after it. */
    synchronized void reached() {
        tried = 0;
    }

    /**
     * Whether so many servers have been tried as there are, since the last time that this was so:
     * also when each names another as the leader.
     */
    synchronized boolean isRoundOver() {
        if (tried < known.size()) {
            return false;
        }
        tried = 0;
        next = 0;
        return true;
    }
}

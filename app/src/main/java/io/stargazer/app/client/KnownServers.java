package io.stargazer.app.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The servers of a cluster that a client may ask, the one that answered last first. Thread-safe.
 */
final class KnownServers {

    private List<ServerAddress> inOrder;
    private boolean isDoubtful;

    KnownServers(List<ServerAddress> servers) {
        this.inOrder = List.copyOf(servers);
    }

    synchronized List<ServerAddress> inOrder() {
        return inOrder;
    }

    /** Its answer is the one that counts: it is asked first from now on. */
    synchronized void answered(ServerAddress server) {
        isDoubtful |= !inOrder.contains(server);
        Set<ServerAddress> all = new LinkedHashSet<>();
        all.add(server);
        all.addAll(inOrder);
        inOrder = List.copyOf(all);
    }

    /** A server could not be reached: perhaps it is gone for good. */
    synchronized void missed() {
        isDoubtful = true;
    }

    /** Whether the servers should be asked, once, which of them there are. */
    synchronized boolean takeDoubt() {
        boolean wasDoubtful = isDoubtful;
        isDoubtful = false;
        return wasDoubtful;
    }

    /** The addresses in a server's list of the cluster's members. */
    static List<ServerAddress> of(ServerAddress asked, JsonNode members) {
        Set<ServerAddress> all = new LinkedHashSet<>();
        for (JsonNode member : members.path("items")) {
            String address = member.path("address").asText();
            if (!address.isEmpty()) {
                all.add(new ServerAddress((asked.isSecure() ? "https://" : "http://") + address));
            }
        }
        return List.copyOf(all);
    }
}

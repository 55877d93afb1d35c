package io.stargazer.server.cluster;

import io.stargazer.api.Name;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.identity.Token;
import io.stargazer.api.session.SessionContract.Grant;
import io.stargazer.server.identity.Authoriser;
import io.stargazer.server.identity.TokenIssuer;
import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.Membership;
import io.stargazer.server.peer.Admission;
import io.stargazer.server.peer.ClusterKey;
import io.stargazer.server.peer.PeerLinks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Which servers are in the cluster, and how they come and go (CL-2). */
public final class MembersService {

    private static final Duration INVITATION = Duration.ofHours(1);

    private final Supplier<Membership> membership;
    private final Supplier<LogStatus> log;
    private final PeerLinks links;
    private final ClusterKey key;
    private final TokenIssuer tokens;

    public MembersService(
            Supplier<Membership> membership,
            Supplier<LogStatus> log,
            PeerLinks links,
            ClusterKey key,
            TokenIssuer tokens) {
        this.membership = membership;
        this.log = log;
        this.links = links;
        this.key = key;
        this.tokens = tokens;
    }

    /** A server, as the one that was asked sees it. */
    public record MemberView(String id, String address, boolean leader, boolean reachable) {}

    /**
     * All voting servers.
     *
     * @param leader its id, empty while there is none
     * @param tolerates how many of them may be lost at once without a loss of service
     */
    public record Members(String leader, int tolerates, List<MemberView> items) {}

    /**
     * What a new server is started with.
     *
     * @param join the server to ask
     * @param token good once, for this id only
     */
    public record Invitation(String server, String join, String token, String expiresAt) {

        @Override
        public String toString() {
            return "Invitation[server=" + server + "]";
        }
    }

    public Members list(Principal principal) {
        Authoriser.requireSomewhere(principal, Role.VIEWER);
        LogStatus now = log.get();
        List<MemberView> items =
                now.voters().stream()
                        .map(member ->
                                new MemberView(
                                        member.id(),
                                        member.address(),
                                        member.id().equals(now.leader()),
                                        links.reaches(member.id())))
                        .toList();
        return new Members(now.leader(), Math.max(0, (items.size() - 1) / 2), items);
    }

    /** Addresses of the other servers as a browser calls them. */
    public List<String> otherUrls() {
        Member self = links.self();
        String scheme = links.url().substring(0, links.url().indexOf("://") + 3);
        return log.get().voters().stream()
                .filter(member -> !member.id().equals(self.id()) && !member.address().isEmpty())
                .map(member -> scheme + member.address())
                .toList();
    }

    /**
     * Makes ready for a server that is not there yet.
     *
     * @throws Rejected {@code cluster.member-exists}, {@code name.illegal}, or {@code
     *     identity.forbidden}
     */
    public Invitation invite(Principal principal, String id) {
        Authoriser.requireEverywhere(principal, Role.ADMIN);
        Name.require("server", id);
        if (isMember(id)) {
            throw new Rejected(
                    Status.CONFLICT,
                    "cluster.member-exists",
                    "the server '" + id + "' is in the cluster already: remove it first");
        }
        TreeMap<String, Role> roles = new TreeMap<>();
        roles.put(Principal.EVERYWHERE, Role.ADMIN);
        Grant grant = tokens.issue(new Principal(Principal.Kind.SERVER, id, roles), INVITATION);
        return new Invitation(
                id, links.url(), grant.token(), Instant.ofEpochMilli(grant.expiresMs()).toString());
    }

    /**
     * Tells an invited server all that it needs. Asking twice is harmless, until it is a member.
     *
     * @throws Rejected {@code cluster.no-invitation}, {@code cluster.member-exists}, or as {@link
     *     Token#verify}
     */
    public Admission admit(String token) {
        Principal invited = tokens.verify(token).principal();
        // Servers show other tokens to providers: those speak for one namespace and invite nobody.
        if (invited.kind() != Principal.Kind.SERVER
                || !invited.may(Principal.EVERYWHERE, Role.ADMIN)) {
            throw new Rejected(
                    Status.UNAUTHENTICATED,
                    "cluster.no-invitation",
                    "this token is no invitation of 'stargazer cluster add'");
        }
        if (isMember(invited.name())) {
            throw new Rejected(
                    Status.CONFLICT,
                    "cluster.member-exists",
                    "the server '" + invited.name() + "' is in the cluster already");
        }
        return new Admission(invited.name(), key.text(), log.get().voters());
    }

    /**
     * Takes a server out; it may be dead.
     *
     * @throws Rejected {@code cluster.unknown-member}, {@code cluster.last-member}
     */
    public CompletableFuture<Void> remove(Principal principal, String id) {
        Authoriser.requireEverywhere(principal, Role.ADMIN);
        requireMember(id);
        if (log.get().voters().size() == 1) {
            throw new Rejected(
                    Status.CONFLICT,
                    "cluster.last-member",
                    "the server '" + id + "' is the only one: without it there is no cluster");
        }
        return membership.get().remove(id);
    }

    /**
     * Lets another server lead.
     *
     * @throws Rejected {@code cluster.unknown-member}
     */
    public CompletableFuture<Void> transferLeader(Principal principal, String id) {
        Authoriser.requireEverywhere(principal, Role.ADMIN);
        requireMember(id);
        if (!links.reaches(id)) {
            throw new Unavailable.Unreachable(
                    "cluster.unreachable", "the server '" + id + "' cannot be reached");
        }
        return membership.get().transferTo(id);
    }

    private boolean isMember(String id) {
        return log.get().voters().stream().map(Member::id).anyMatch(id::equals);
    }

    private void requireMember(String id) {
        if (!isMember(id)) {
            throw new Rejected(
                    Status.NOT_FOUND,
                    "cluster.unknown-member",
                    "there is no server '" + id + "' in the cluster");
        }
    }
}

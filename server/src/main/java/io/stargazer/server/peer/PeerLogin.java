package io.stargazer.server.peer;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Login;
import io.stargazer.server.log.Member;
import java.time.Instant;
import java.util.TreeMap;

/** Admits the other servers of the cluster by their proof, everybody else as before. */
public final class PeerLogin implements Authenticator {

    private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final ClusterKey key;
    private final String self;
    private final PeerLinks links;
    private final Authenticator others;

    public PeerLogin(ClusterKey key, String self, PeerLinks links, Authenticator others) {
        this.key = key;
        this.self = self;
        this.links = links;
        this.others = others;
    }

    @Override
    public Login authenticate(Credential credential) {
        if (credential.kind() != PeerCredential.KIND) {
            return others.authenticate(credential);
        }
        Member member = PeerCredential.verify(key, credential.bytes(), self);
        links.heardFrom(member);
        return new Login(principal(member.id()), NEVER);
    }

    /** A server as another one sees it: nobody else is a server and may do everything. */
    private static Principal principal(String id) {
        TreeMap<String, Role> roles = new TreeMap<>();
        roles.put(Principal.EVERYWHERE, Role.ADMIN);
        return new Principal(Principal.Kind.SERVER, id, roles);
    }

    /**
     * Which server makes the call.
     *
     * @throws Rejected {@code cluster.not-a-member} when it is none
     */
    static String requireMember(Principal caller) {
        if (caller.kind() != Principal.Kind.SERVER
                || !caller.may(Principal.EVERYWHERE, Role.ADMIN)) {
            throw new Rejected(
                    Status.PERMISSION_DENIED,
                    "cluster.not-a-member",
                    "only servers of the same cluster may ask for that, not " + caller.actor());
        }
        return caller.name();
    }
}

package io.stargazer.server.peer;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Login;
import io.stargazer.rpc.Peer;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.server.log.Member;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.TreeMap;

/**
 * Admits the other servers of the cluster by their proof and, when TLS is on, by their certificate;
 * everybody else as before.
 */
public final class PeerLogin implements Authenticator {

    private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final ClusterKey key;
    private final String self;
    private final PeerLinks links;
    private final Authenticator others;
    private final Tls tls;

    public PeerLogin(ClusterKey key, String self, PeerLinks links, Authenticator others, Tls tls) {
        this.key = key;
        this.self = self;
        this.links = links;
        this.others = others;
        this.tls = tls;
    }

    /** Without a connection nobody is a server. */
    @Override
    public Login authenticate(Credential credential) {
        return others.authenticate(credential);
    }

    @Override
    public Login authenticate(Credential credential, Peer peer) {
        if (credential.kind() != PeerCredential.KIND) {
            return others.authenticate(credential, peer);
        }
        requireCertificate(peer);
        Member member = PeerCredential.verify(key, credential.bytes(), self);
        links.heardFrom(member);
        return new Login(principal(member.id()), NEVER);
    }

    private void requireCertificate(Peer peer) {
        if (!tls.isOn()) {
            return;
        }
        try {
            tls.requireTrusted(peer.certificates());
        } catch (CertificateException e) {
            throw new Rejected(
                    Status.UNAUTHENTICATED,
                    "cluster.no-certificate",
                    "a server of this cluster must show a certificate of its authorities: "
                            + e.getMessage());
        }
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

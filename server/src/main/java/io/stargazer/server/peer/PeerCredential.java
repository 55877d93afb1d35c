package io.stargazer.server.peer;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Malformed;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.rpc.Credential;
import io.stargazer.server.log.Member;

/** A server's proof of who it is, as an RPC credential: id, address, then the proof. */
final class PeerCredential {

    static final int KIND = 3;

    private PeerCredential() {}

    static Credential of(ClusterKey key, Member self, String to) {
        Sink sink = new Sink();
        sink.string(self.id());
        sink.string(self.address());
        sink.bytes(key.proof(self.id(), self.address(), to));
        return new Credential(KIND, sink.toArray());
    }

    /**
     * The server that shows it.
     *
     * @throws Rejected UNAUTHENTICATED {@code cluster.not-a-member}
     */
    static Member verify(ClusterKey key, byte[] credential, String self) {
        try {
            Source source = new Source(credential);
            Member member = new Member(source.string(), source.string());
            byte[] proof = source.bytes();
            source.expectEnd();
            if (key.isProof(proof, member.id(), member.address(), self)) {
                return member;
            }
        } catch (Malformed e) {
            throw refused();
        }
        throw refused();
    }

    private static Rejected refused() {
        return new Rejected(
                Status.UNAUTHENTICATED,
                "cluster.not-a-member",
                "this is no server of the same cluster");
    }
}

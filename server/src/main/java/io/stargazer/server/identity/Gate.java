package io.stargazer.server.identity;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.Application;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Token;
import io.stargazer.api.identity.User;
import io.stargazer.core.identity.IdentityView;
import io.stargazer.server.control.ControlPlane;

/**
 * Admits whoever shows a good token, on every way into this server. A provider far away trusts the
 * signature alone; here it is also known whether the bearer has been deleted meanwhile.
 */
public final class Gate {

    private final TokenIssuer tokens;
    private final ControlPlane control;

    public Gate(TokenIssuer tokens, ControlPlane control) {
        this.tokens = tokens;
        this.control = control;
    }

    /**
     * The claims of a good token.
     *
     * @throws Rejected UNAUTHENTICATED
     * @throws Unavailable.NotLeader in its stead on a server that does not lead: it may not have
     *     heard of the key or the bearer yet
     */
    public Token.Claims admit(String token) {
        try {
            Token.Claims claims = tokens.verify(token);
            requireExisting(claims.principal(), claims.issuedMs());
            return claims;
        } catch (Rejected refused) {
            if (control.status().leading()) {
                throw refused;
            }
            throw new Unavailable.NotLeader(
                    "cluster.not-leader",
                    "this server does not lead, and cannot judge this token: "
                            + refused.getMessage());
        }
    }

    /**
     * Returns if the principal exists and did so at that moment: whoever is created anew under an
     * old name does not inherit the tokens.
     *
     * @throws Rejected {@code identity.deleted}
     */
    public void requireExisting(Principal principal, long atMs) {
        if (createdMs(principal) > atMs) {
            throw new Rejected(
                    Status.UNAUTHENTICATED,
                    "identity.deleted",
                    principal.actor() + " has been deleted");
        }
    }

    /**
     * The same of somebody who is here now.
     *
     * @throws Rejected {@code identity.deleted}
     */
    public void requireExisting(Principal principal) {
        requireExisting(principal, tokens.nowMs());
    }

    /** Servers show their tokens to providers, never to each other: here nobody is one. */
    private long createdMs(Principal principal) {
        IdentityView identity = control.latest().identity();
        return switch (principal.kind()) {
            case USER -> {
                User user = identity.users().get(principal.name());
                yield user == null ? Long.MAX_VALUE : user.createdMs();
            }
            case APPLICATION -> {
                Application application =
                        identity.applications().get(ApplicationId.parse(principal.name()));
                yield application == null ? Long.MAX_VALUE : application.createdMs();
            }
            case SERVER -> Long.MAX_VALUE;
        };
    }
}

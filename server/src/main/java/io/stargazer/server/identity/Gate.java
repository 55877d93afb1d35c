package io.stargazer.server.identity;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Token;
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
     */
    public Token.Claims admit(String token) {
        Token.Claims claims = tokens.verify(token);
        if (!exists(claims.principal())) {
            throw new Rejected(
                    Status.UNAUTHENTICATED,
                    "identity.deleted",
                    claims.principal().actor() + " has been deleted");
        }
        return claims;
    }

    private boolean exists(Principal principal) {
        IdentityView identity = control.latest().identity();
        return switch (principal.kind()) {
            case USER -> identity.users().contains(principal.name());
            case APPLICATION ->
                    identity.applications().contains(ApplicationId.parse(principal.name()));
            case SERVER -> true;
        };
    }
}

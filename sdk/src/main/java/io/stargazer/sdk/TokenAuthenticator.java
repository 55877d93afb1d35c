package io.stargazer.sdk;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.KeyRing;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.identity.Token;
import io.stargazer.api.session.SessionContract.Keys;
import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Login;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Admits callers whose token a server of the cluster has signed and who may call services of this
 * namespace. Asks nobody: the public keys are enough (ID-2).
 */
final class TokenAuthenticator implements Authenticator {

    private final String namespace;
    private volatile @Nullable KeyRing ring;

    TokenAuthenticator(String namespace) {
        this.namespace = namespace;
    }

    void keys(Keys keys) {
        ring = new KeyRing(keys.keys());
    }

    @Override
    public Login authenticate(Credential credential) {
        KeyRing keys = ring;
        if (keys == null) {
            throw new Unavailable.Unreachable(
                    "identity.no-keys", "this provider has not reached a server yet: try again");
        }
        if (credential.kind() != Credential.TOKEN) {
            throw new Rejected(
                    Status.UNAUTHENTICATED,
                    "identity.token-needed",
                    "a provider takes tokens only, never secrets");
        }
        String token = new String(credential.bytes(), StandardCharsets.UTF_8);
        Token.Claims claims = keys.verify(token, System.currentTimeMillis());
        Principal principal = claims.principal();
        if (!principal.may(namespace, Role.OPERATOR)) {
            throw new Rejected(
                    Status.PERMISSION_DENIED,
                    "identity.forbidden",
                    "%s may not call services of the namespace '%s'"
                            .formatted(principal.actor(), namespace));
        }
        return new Login(principal, Instant.ofEpochMilli(claims.expiresMs()));
    }
}

package io.stargazer.server.rpc;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Malformed;
import io.stargazer.api.codec.Source;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Token;
import io.stargazer.api.session.SessionContract;
import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Login;
import io.stargazer.server.identity.Gate;
import io.stargazer.server.identity.LoginService;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Admits RPC connections by token, or by an application's id and secret (ID-1). */
public final class RpcLogin implements Authenticator {

    private final Gate gate;
    private final LoginService logins;

    public RpcLogin(Gate gate, LoginService logins) {
        this.gate = gate;
        this.logins = logins;
    }

    @Override
    public Login authenticate(Credential credential) {
        return switch (credential.kind()) {
            case Credential.TOKEN -> {
                Token.Claims claims =
                        gate.admit(new String(credential.bytes(), StandardCharsets.UTF_8));
                yield new Login(claims.principal(), Instant.ofEpochMilli(claims.expiresMs()));
            }
            case SessionContract.SECRET_CREDENTIAL -> {
                LoginService.Proven proven = bySecret(credential.bytes());
                yield new Login(proven.principal(), Instant.ofEpochMilli(proven.expiresMs()));
            }
            default ->
                    throw new Rejected(
                            Status.UNAUTHENTICATED,
                            "identity.unknown-credential",
                            "a credential of kind " + credential.kind() + " is not known here");
        };
    }

    /** Who makes the call that this thread is serving. */
    public static Principal caller() {
        return CallContext.current().orElseThrow().principal();
    }

    private LoginService.Proven bySecret(byte[] bytes) {
        try {
            Source source = new Source(bytes);
            ApplicationId id = ApplicationId.parse(source.string());
            String secret = source.string();
            source.expectEnd();
            return logins.prove(id, secret);
        } catch (Malformed e) {
            throw new Rejected(
                    Status.UNAUTHENTICATED,
                    "identity.bad-credential",
                    "the credential is not an application id and a secret");
        }
    }
}

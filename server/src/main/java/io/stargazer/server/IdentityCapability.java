package io.stargazer.server;

import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.http.Routes;
import io.stargazer.server.identity.Gate;
import io.stargazer.server.identity.IdentityHttpApi;
import io.stargazer.server.identity.IdentityService;
import io.stargazer.server.identity.LoginService;
import io.stargazer.server.identity.Secrets;
import io.stargazer.server.identity.TokenIssuer;
import io.stargazer.server.time.Timers;
import java.io.IOException;
import java.time.Duration;

/** Identity, wired. */
final class IdentityCapability {

    private static final Duration KEY_CLEANUP = Duration.ofMinutes(10);
    private static final String TOKEN_KEY_FILE = "token-key";

    final Secrets secrets = new Secrets();
    final TokenIssuer tokens;
    final LoginService logins;
    final IdentityService service;
    final Gate gate;

    IdentityCapability(ControlPlane control, Timers timers, ServerConfig config)
            throws IOException {
        tokens = new TokenIssuer(control, timers, config.dataDirectory().resolve(TOKEN_KEY_FILE));
        logins = new LoginService(control, tokens, secrets, timers, config.autoRegister());
        service = new IdentityService(control, secrets);
        gate = new Gate(tokens, control);
        timers.every(KEY_CLEANUP, () -> tokens.forgetExpired("server:" + config.serverId()));
    }

    void addTo(Routes routes) {
        new IdentityHttpApi(service, logins, tokens).addTo(routes);
    }
}

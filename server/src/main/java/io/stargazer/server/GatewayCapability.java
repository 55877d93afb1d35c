package io.stargazer.server;

import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.telemetry.CallMetrics;
import io.stargazer.server.http.Routes;
import io.stargazer.server.identity.TokenIssuer;
import io.stargazer.server.registry.RegistryService;
import io.stargazer.server.registry.RpcGateway;
import io.stargazer.server.registry.RpcHttpApi;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Calls of services over HTTP, wired. */
final class GatewayCapability implements AutoCloseable {

    private final TokenIssuer tokens;
    private final String serverId;
    private final RpcGateway gateway;

    GatewayCapability(
            RegistryService registry, TokenIssuer tokens, String serverId, CallMetrics made) {
        this.tokens = tokens;
        this.serverId = serverId;
        this.gateway =
                new RpcGateway(
                        registry,
                        new RpcClient(RpcLimits.DEFAULT, made, 1),
                        this::self,
                        this::credentialOf);
    }

    void addTo(Routes routes) {
        new RpcHttpApi(gateway).addTo(routes);
    }

    /** How many instances of each service this server leaves alone. */
    Map<String, Integer> ejected() {
        return gateway.ejected();
    }

    /** As a provider sees this server: good for its own namespace and nothing else. */
    private Principal self(String namespace) {
        TreeMap<String, Role> roles = new TreeMap<>();
        roles.put(namespace, Role.OPERATOR);
        return new Principal(Principal.Kind.SERVER, serverId, roles);
    }

    private Credential credentialOf(Principal self) {
        String token = tokens.issue(self).token();
        return new Credential(Credential.TOKEN, token.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        gateway.close();
    }
}

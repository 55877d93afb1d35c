package io.stargazer.server.registry;

import io.stargazer.api.registry.ServiceName;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import java.time.Duration;

/** Services' methods over HTTP and JSON, for curl and every language: routes only. */
public final class RpcHttpApi {

    private static final long DEFAULT_TIMEOUT_MS = 10_000;
    private static final long MAX_TIMEOUT_MS = 300_000;

    private final RpcGateway gateway;

    public RpcHttpApi(RpcGateway gateway) {
        this.gateway = gateway;
    }

    public void addTo(Routes routes) {
        routes.add(
                Operation.post(
                                "/rpc/{service}/{method}",
                                "Call a service: the body is a JSON array of arguments, or an"
                                        + " object of arguments by name.",
                                Object.class,
                                Object.class)
                        .withQuery("namespace", "timeoutMs"),
                this::call);
    }

    private Object call(HttpCall call) {
        ServiceName service =
                new ServiceName(call.query("namespace", "default"), call.path("service"));
        long timeoutMs =
                Math.clamp(call.queryNumber("timeoutMs", DEFAULT_TIMEOUT_MS), 1, MAX_TIMEOUT_MS);
        return gateway.call(
                        call.principal(),
                        service,
                        call.path("method"),
                        call.body(),
                        Duration.ofMillis(timeoutMs))
                .thenApply(json -> json.length == 0 ? null : new Routes.RawJson(json));
    }
}

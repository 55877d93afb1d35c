package io.stargazer.server.registry;

import io.stargazer.api.registry.ServiceName;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.trace.TraceContext;
import io.stargazer.rpc.trace.TraceShare;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import java.time.Duration;
import java.util.List;

/**
 * Services' methods over HTTP and JSON, for curl and every language: routes only. A call whose
 * request names a trace (W3C trace context) is one more of it; the others begin one as often as
 * calls of the SDK do (RP-8).
 */
public final class RpcHttpApi {

    private static final long DEFAULT_TIMEOUT_MS = 10_000;
    private static final long MAX_TIMEOUT_MS = 300_000;

    private static final CallOptions OPTIONS = CallOptions.DEFAULT.withTraces(TraceShare.USUAL);

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
                        traced(call).withTimeout(Duration.ofMillis(timeoutMs)))
                .thenApply(json -> json.length == 0 ? null : new Routes.RawJson(json));
    }

    /** Two of the header are as bad as a malformed one: nobody can say which is meant. */
    private static CallOptions traced(HttpCall call) {
        List<String> parents = call.headers(Metadata.TRACEPARENT);
        TraceContext trace =
                parents.size() == 1
                        ? TraceContext.parse(
                                parents.getFirst(),
                                String.join(",", call.headers(Metadata.TRACESTATE)))
                        : null;
        return trace == null
                ? OPTIONS
                : OPTIONS.withMetadata(Metadata.EMPTY.withTrace(trace.child()));
    }
}

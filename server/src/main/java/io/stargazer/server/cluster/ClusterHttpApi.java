package io.stargazer.server.cluster;

import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.Role;
import io.stargazer.server.Version;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.OpenApi;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import io.stargazer.server.identity.Authoriser;
import java.util.Map;

/** Status, health, metrics and the API's own description over HTTP: routes only. */
public final class ClusterHttpApi {

    private final StatusService status;
    private final Metrics metrics;

    public ClusterHttpApi(StatusService status, Metrics metrics) {
        this.status = status;
        this.metrics = metrics;
    }

    /** Whether all is well, in one word. */
    public record Health(String state) {}

    public void addTo(Routes routes) {
        routes.add(
                Operation.get("/health/live", "Whether the process runs.", Health.class)
                        .open()
                        .local(),
                call -> new Health("live"));
        routes.add(
                Operation.get("/health/ready", "Whether it can serve.", Health.class)
                        .open()
                        .local(),
                call -> ready());
        routes.add(
                Operation.get("/api/v1/status", "How this server is.", StatusService.Status.class)
                        .local(),
                call -> status.status(call.principal()));
        routes.add(
                Operation.get("/api/v1/openapi.json", "This description.", Map.class)
                        .open()
                        .local(),
                call -> OpenApi.document(routes.operations(), Version.CURRENT));
        routes.page(
                Operation.page("/metrics", "Metrics in Prometheus' text format.").local(),
                this::scrape);
    }

    private Health ready() {
        if (!status.isReady()) {
            throw new Unavailable.NotLeader(
                    "cluster.not-ready", "there is no leader at the moment");
        }
        return new Health("ready");
    }

    private void scrape(HttpCall call) {
        Authoriser.requireSomewhere(call.principal(), Role.VIEWER);
        Routes.text(call, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
    }
}

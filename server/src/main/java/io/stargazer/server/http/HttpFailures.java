package io.stargazer.server.http;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** What the front door itself refuses, before any capability is asked. */
final class HttpFailures {

    private HttpFailures() {}

    /** Whether a person reads the answer, who wants a page rather than JSON. */
    static boolean isBrowser(RoutingContext context) {
        String accept = context.request().getHeader("accept");
        return context.request().method().equals(HttpMethod.GET)
                && accept != null
                && accept.contains("text/html");
    }

    static Rejected notFound(RoutingContext context) {
        return new Rejected(
                Status.NOT_FOUND,
                "http.no-such-path",
                "there is nothing at " + context.request().path() + ": see /api/v1/openapi.json");
    }

    static Rejected notAllowed(RoutingContext context) {
        return new Rejected(
                Status.UNIMPLEMENTED,
                "http.no-such-method",
                "%s is not possible at %s: see /api/v1/openapi.json"
                        .formatted(context.request().method(), context.request().path()));
    }

    static Rejected tooLarge(FrontDoor.Settings settings) {
        return new Rejected(
                Status.TOO_LARGE,
                "http.body-too-large",
                "the body is larger than the limit of %d bytes (http.max-body-bytes)"
                        .formatted(settings.maxBodyBytes()));
    }

    static Unavailable leaderless() {
        return new Unavailable.NotLeader(
                "cluster.no-leader", "the cluster has no leader at the moment");
    }

    static Unavailable elsewhere(String there) {
        return new Unavailable.NotLeader(
                "cluster.not-leader", "this server does not lead: ask " + there);
    }
}

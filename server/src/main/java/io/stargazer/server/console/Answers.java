package io.stargazer.server.console;

import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Routes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers of the console. All carry the same strict headers: no script and no style but our own
 * files, no foreign frame, nothing kept in caches.
 */
final class Answers {

    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none';"
                    + " frame-ancestors 'none'";

    private static final String POLICY_HEADER = "content-security-policy";
    private static final byte[] NOTHING = {};

    private Answers() {}

    static void html(HttpCall call, int status, String html) {
        html(call, status, html, Map.of());
    }

    static void html(HttpCall call, int status, String html, Map<String, String> more) {
        Map<String, String> headers = headers(more);
        headers.put("content-type", "text/html; charset=utf-8");
        Routes.bytes(call, status, headers, html.getBytes(StandardCharsets.UTF_8));
    }

    /** The headers of a page that may look whether one of those servers is there. */
    static Map<String, String> reaching(List<String> servers) {
        String self = "connect-src 'self'";
        String more = servers.isEmpty() ? self : self + " " + String.join(" ", servers);
        return Map.of(POLICY_HEADER, POLICY.replace(self, more));
    }

    static void empty(HttpCall call, int status, Map<String, String> more) {
        Routes.bytes(call, status, headers(more), NOTHING);
    }

    /** Sends the browser elsewhere, with GET. */
    static void redirect(HttpCall call, String to, Map<String, String> more) {
        Map<String, String> headers = headers(more);
        headers.put("location", to);
        Routes.bytes(call, 303, headers, NOTHING);
    }

    private static Map<String, String> headers(Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.putIfAbsent(POLICY_HEADER, POLICY);
        headers.put("x-content-type-options", "nosniff");
        headers.put("referrer-policy", "same-origin");
        headers.put("cache-control", "no-store");
        return headers;
    }
}

package io.stargazer.server.console;

import io.stargazer.api.Change;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.Principal;
import io.stargazer.core.ControlView;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.http.EventStream;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Routes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All open pages: tells each that something changed. At most {@value #MOST} at a time; each has a
 * virtual thread of its own.
 */
final class LiveStreams implements ChangeListener, AutoCloseable {

    private static final int MOST = 256;

    private final Sitemap sitemap;
    private final Visits visits;
    private final Templates templates;
    private final Set<LiveStream> open = ConcurrentHashMap.newKeySet();

    LiveStreams(Sitemap sitemap, Visits visits, Templates templates) {
        this.sitemap = sitemap;
        this.visits = visits;
        this.templates = templates;
    }

    void addTo(Routes routes) {
        routes.page(PageRoutes.page("/console/stream"), this::serve);
    }

    private void serve(HttpCall call) throws InterruptedException {
        Principal principal = visits.requirePrincipal(call);
        if (open.size() >= MOST) {
            throw new Unavailable.Overloaded(
                    "console.too-many-pages", "more than " + MOST + " live pages are open");
        }
        String[] address = call.query("page", "/").split("\\?ns=", 2);
        Sitemap.Found found = sitemap.find(address[0]);
        if (found == null) {
            throw new Rejected(
                    Status.NOT_FOUND, "console.no-such-page", "there is no such page to follow");
        }
        String namespace =
                address.length < 2 ? "" : URLDecoder.decode(address[1], StandardCharsets.UTF_8);
        Visit visit = visits.visit(call, principal, namespace, found.parameters());
        EventStream events = Routes.openStream(call);
        LiveStream stream = new LiveStream(found.place().page(), templates, events);
        open.add(stream);
        try {
            stream.run(() -> visits.principal(call) == null ? null : visits.again(visit));
        } finally {
            open.remove(stream);
            events.close();
        }
    }

    @Override
    public void changed(List<Change> changes, ControlView view) {
        open.forEach(LiveStream::wake);
    }

    @Override
    public void leading(boolean leading) {
        open.forEach(leading ? LiveStream::wake : LiveStream::move);
    }

    @Override
    public void close() {
        open.forEach(LiveStream::end);
    }
}

package io.stargazer.server.console;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.server.console.page.Page;
import io.stargazer.server.console.page.View;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.http.EventStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One open page. Looks at it again whenever something changed, at most every {@value #GAP_MS} ms,
 * and every second for the sake of the figures; sends the fragments that came out differently. The
 * events: {@code fragment} (one element with an id), {@code layout} (the ids in order, when they
 * are others than before), {@code trouble} (a sentence; empty when it is over), {@code moved} (a
 * sentence: this server does not lead any more), {@code refused} (the page must be loaded anew).
 */
final class LiveStream {

    private static final long GAP_MS = 200;
    private static final long PERIOD_MS = 1000;

    private final Page page;
    private final Templates templates;
    private final EventStream events;
    private final Map<String, String> sent = new HashMap<>();
    private final Semaphore news = new Semaphore(0);
    private final Semaphore end = new Semaphore(0);
    private List<String> layout = List.of();
    private String trouble = "";
    private volatile boolean moved;

    LiveStream(Page page, Templates templates, EventStream events) {
        this.page = page;
        this.templates = templates;
        this.events = events;
    }

    /** Something changed. Called on the thread that applies commands: only takes note. */
    void wake() {
        if (news.availablePermits() == 0) {
            news.release();
        }
    }

    /** Another server leads now: the page has to follow it (CL-2). */
    void move() {
        moved = true;
        wake();
    }

    /** The server closes. */
    void end() {
        end.release();
        wake();
    }

    /**
     * Serves until the reader has gone.
     *
     * @param visits the visit as it is now, null when the reader is not logged in any more
     */
    void run(Supplier<@Nullable Visit> visits) throws InterruptedException {
        boolean ended = false;
        while (!ended && !events.isClosed()) {
            Visit visit = visits.get();
            if (visit == null || !look(visit)) {
                events.send("refused", "", "-");
                return;
            }
            if (moved) {
                events.send("moved", "", visit.words().get("frame.moved"));
                return;
            }
            ended = end.tryAcquire(GAP_MS, TimeUnit.MILLISECONDS);
            if (!ended) {
                var _ = news.tryAcquire(PERIOD_MS - GAP_MS, TimeUnit.MILLISECONDS);
                ended = end.tryAcquire();
            }
        }
    }

    /** False when this reader may not see the page any more. */
    private boolean look(Visit visit) {
        try {
            send(visit, page.view(visit));
            tell("");
            return true;
        } catch (Rejected refused) {
            return false;
        } catch (Failure unavailable) {
            tell(String.valueOf(unavailable.getMessage()));
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof Rejected) {
                return false;
            }
            if (e.getCause() instanceof Failure unavailable) {
                tell(String.valueOf(unavailable.getMessage()));
                return true;
            }
            throw e;
        }
    }

    private void send(Visit visit, View view) {
        List<String> ids = view.live().stream().map(Fragment::id).toList();
        sent.keySet().retainAll(ids);
        for (Fragment fragment : view.live()) {
            String html = templates.render(visit.words(), fragment);
            if (!html.equals(sent.put(fragment.id(), html))) {
                events.send("fragment", "", html);
            }
        }
        if (!ids.equals(layout)) {
            layout = ids;
            events.send("layout", "", String.join(" ", ids));
        }
    }

    private void tell(String sentence) {
        if (!sentence.equals(trouble)) {
            trouble = sentence;
            events.send("trouble", "", sentence.isEmpty() ? "-" : sentence);
        }
    }
}

package io.stargazer.server.console.page;

import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.VerificationKey;
import io.stargazer.server.cluster.Figures.Sample;
import io.stargazer.server.cluster.StatusService;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Moment;
import io.stargazer.server.console.text.Sparkline;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.identity.IdentityService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers, their log, and the keys that tokens are signed with. */
public final class ClusterPage implements Page {

    private final StatusService status;
    private final IdentityService identity;

    public ClusterPage(StatusService status, IdentityService identity) {
        this.status = status;
        this.identity = identity;
    }

    /** A server in a table. */
    public record ServerRow(String id, Badge badge, boolean leads, boolean isThis) {}

    /** A name and a value; {@code copied} is the whole value where it is shown shortened. */
    public record Fact(String name, String value, String copied) {}

    /** A token key in a table. */
    public record KeyRow(String id, Badge badge, Moment created, @Nullable Moment retired) {}

    @Override
    public View view(Visit visit) {
        Words words = visit.words();
        StatusService.Status now = status.status(visit.principal());
        List<Sample> history = status.history(visit.principal());
        Badge badge = status.isReady() ? Badge.RUNNING : Badge.FAILED;
        return new View(
                new Head(words.get("nav.cluster"), badge, null, null),
                List.of(
                        figures(words, now, history),
                        new Fragment("servers", "servers", servers(now)),
                        new Fragment("facts", "facts", facts(words, visit, now)),
                        new Fragment("keys", "keys", keys(visit, visit.principal()))));
    }

    private static Fragment figures(Words words, StatusService.Status now, List<Sample> history) {
        return Figure.row(
                Figure.count(words, "figure.committed", now.log().committed())
                        .withSpark(
                                Sparkline.fromLeast(
                                        OverviewPage.values(history, Sample::committed))),
                Figure.count(words, "figure.revision", now.revision()),
                new Figure(
                        words.get("figure.log-size"),
                        Format.bytes(words, now.log().bytes()),
                        "",
                        null),
                new Figure(
                        words.get("figure.memory"),
                        Format.bytes(words, now.memory().rssBytes()),
                        words.get("note.heap", Format.bytes(words, now.memory().heapBytes())),
                        Sparkline.fromZero(OverviewPage.values(history, Sample::rssBytes))),
                new Figure(
                        words.get("figure.uptime"),
                        new Format.Quantity(Format.duration(words, now.uptimeSeconds()), ""),
                        "",
                        null));
    }

    private static List<ServerRow> servers(StatusService.Status now) {
        List<ServerRow> rows = new ArrayList<>();
        for (String id : now.log().voters()) {
            boolean isThis = id.equals(now.server());
            boolean leads = id.equals(now.log().leader());
            rows.add(new ServerRow(id, Badge.RUNNING, leads, isThis));
        }
        return rows;
    }

    private static List<Fact> facts(Words words, Visit visit, StatusService.Status now) {
        StatusService.Log log = now.log();
        long snapshot = log.snapshot();
        return List.of(
                fact(words, "fact.version", now.version()),
                fact(words, "fact.term", Format.count(words, log.term())),
                fact(words, "fact.committed", Format.count(words, log.committed())),
                fact(words, "fact.applied", Format.count(words, log.applied())),
                fact(
                        words,
                        "fact.snapshot",
                        snapshot < 0
                                ? words.get("fact.no-snapshot")
                                : Format.count(words, snapshot)),
                new Fact(words.get("fact.hash"), now.stateHash(), now.stateHash()),
                fact(
                        words,
                        "fact.started",
                        visit.ago(Instant.parse(now.startedAt()).toEpochMilli()).exact()),
                fact(words, "fact.watches", Format.count(words, now.watches())));
    }

    private static Fact fact(Words words, String key, String value) {
        return new Fact(words.get(key), value, "");
    }

    private List<KeyRow> keys(Visit visit, Principal principal) {
        List<KeyRow> rows = new ArrayList<>();
        for (VerificationKey key : identity.keys(principal)) {
            rows.add(
                    new KeyRow(
                            key.id(),
                            key.retiresMs() == 0 ? Badge.RUNNING : Badge.STOPPED,
                            visit.ago(key.createdMs()),
                            key.retiresMs() == 0 ? null : visit.ago(key.retiresMs())));
        }
        return rows;
    }
}

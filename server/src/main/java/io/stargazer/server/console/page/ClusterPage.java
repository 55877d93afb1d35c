package io.stargazer.server.console.page;

import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.VerificationKey;
import io.stargazer.server.cluster.Figures.Sample;
import io.stargazer.server.cluster.MembersService;
import io.stargazer.server.cluster.MembersService.MemberView;
import io.stargazer.server.cluster.MembersService.Members;
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
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The servers, their log, and the keys that tokens are signed with. */
public final class ClusterPage implements Page {

    private final StatusService status;
    private final IdentityService identity;
    private final MembersService members;

    public ClusterPage(StatusService status, IdentityService identity, MembersService members) {
        this.status = status;
        this.identity = identity;
        this.members = members;
    }

    /** A server in a table. */
    public record ServerRow(
            String id, String address, Badge badge, boolean leads, boolean isThis) {}

    /** All servers, and how many of them may be lost. */
    public record ServerTable(String sentence, List<ServerRow> rows) {}

    /** A name and a value; {@code copied} is the whole value where it is shown shortened. */
    public record Fact(String name, String value, String copied) {}

    /** A token key in a table. */
    public record KeyRow(String id, Badge badge, Moment created, @Nullable Moment retired) {}

    @Override
    public View view(Visit visit) {
        Words words = visit.words();
        StatusService.Status now = status.status(visit.principal());
        List<Sample> history = status.history(visit.principal());
        Members all = members.list(visit.principal());
        Badge badge =
                !status.isReady()
                        ? Badge.FAILED
                        : lost(all, now.server()) > 0 ? Badge.DEGRADED : Badge.RUNNING;
        List<Fragment> fragments = new ArrayList<>();
        fragments.add(figures(words, now, history));
        fragments.add(new Fragment("servers", "servers", servers(words, all, now.server())));
        if (all.tolerates() == 0) {
            fragments.add(new Fragment("more-servers", "more-servers", nextName(all)));
        }
        fragments.add(new Fragment("facts", "facts", facts(words, visit, now)));
        fragments.add(new Fragment("keys", "keys", keys(visit, visit.principal())));
        return new View(new Head(words.get("nav.cluster"), badge, null, null), fragments);
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

    private static ServerTable servers(Words words, Members all, String self) {
        List<ServerRow> rows = new ArrayList<>();
        for (MemberView member : all.items()) {
            boolean isThis = member.id().equals(self);
            Badge badge = isThis || member.reachable() ? Badge.RUNNING : Badge.UNREACHABLE;
            rows.add(new ServerRow(member.id(), member.address(), badge, member.leader(), isThis));
        }
        return new ServerTable(sentence(words, all, lost(all, self)), rows);
    }

    /** How many servers cannot be reached from this one. */
    private static int lost(Members all, String self) {
        return (int)
                all.items().stream()
                        .filter(member -> !member.reachable() && !member.id().equals(self))
                        .count();
    }

    private static String sentence(Words words, Members all, int lost) {
        if (all.leader().isEmpty()) {
            return words.get("servers.no-leader");
        }
        return switch (Math.max(0, all.tolerates() - lost)) {
            case 0 -> words.get(lost > 0 ? "servers.tolerates-no-more" : "servers.tolerates-none");
            case 1 -> words.get("servers.tolerates-one");
            default -> words.get("servers.tolerates", all.tolerates() - lost);
        };
    }

    /** A name that is free, for the command that adds a server. */
    private static String nextName(Members all) {
        Set<String> taken = all.items().stream().map(MemberView::id).collect(Collectors.toSet());
        int number = 2;
        while (taken.contains("s" + number)) {
            number++;
        }
        return "s" + number;
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

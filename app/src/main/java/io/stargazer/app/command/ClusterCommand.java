package io.stargazer.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.Unavailable;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.terminal.Cell;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.Table;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stargazer cluster}: the servers, who leads, who comes and goes (CL-1, CL-2). */
@Command(name = "cluster")
public final class ClusterCommand {

    private static final String MEMBERS = "/api/v1/cluster/members";
    private static final String LEADER = "/api/v1/cluster/leader";
    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    private final Shell shell;

    public ClusterCommand(Shell shell) {
        this.shell = shell;
    }

    @Command(name = "status")
    int status() {
        JsonNode found = shell.api().members();
        List<JsonNode> items = Items.of(found);
        Output output = shell.output();
        output.documents(found, Items.ids(items, "id"));
        String leader = found.path("leader").asText();
        long away = items.stream().filter(item -> !item.path("reachable").asBoolean()).count();
        long tolerates = Math.max(0, found.path("tolerates").asLong() - away);
        if (leader.isEmpty()) {
            output.say("cluster.no-leader");
        } else {
            output.say("cluster.title", leader, items.size(), tolerates);
        }
        output.table(table(items, output));
        if (tolerates == 0 && items.size() > 1) {
            output.say("cluster.tolerates-none");
        }
        return 0;
    }

    private static Table table(List<JsonNode> items, Output output) {
        Table table =
                new Table(
                        List.of(
                                output.text("column.server"),
                                output.text("column.address"),
                                output.text("column.role"),
                                output.text("column.reachable")));
        for (JsonNode item : items) {
            String role = item.path("leader").asBoolean() ? "leader" : "follower";
            String reachable = item.path("reachable").asBoolean() ? "yes" : "no";
            table.add(
                    Cell.of(item.path("id").asText(), Paint.BOLD),
                    Cell.of(item.path("address").asText()),
                    Cell.of(output.word("role", role)),
                    Cell.of(
                            output.word("answer", reachable),
                            reachable.equals("yes") ? Paint.GREEN : Paint.RED));
        }
        return table;
    }

    @Command(name = "add")
    int add(
            @Parameters(paramLabel = "SERVER", descriptionKey = "server-id") String server,
            @Option(
                            names = "--wait",
                            paramLabel = "DURATION",
                            descriptionKey = "stargazer.cluster.add.wait",
                            converter = DurationWord.class)
                    @Nullable Duration wait)
            throws InterruptedException {
        JsonNode invitation =
                shell.api().post(MEMBERS, ApiClient.newObject().put("server", server));
        Output output = shell.output();
        String command =
                "STARGAZER_JOIN_TOKEN=%s stargazer server --join %s --data-dir %s"
                        .formatted(
                                invitation.path("token").asText(),
                                invitation.path("join").asText(),
                                server);
        output.document(invitation, command);
        output.say("cluster.invited", server);
        output.say("cluster.command", command);
        output.say("cluster.invited-until", output.clockTime(invitation.path("expiresAt")));
        if (wait != null) {
            await(server, wait, output);
        }
        return 0;
    }

    private void await(String server, Duration wait, Output output) throws InterruptedException {
        output.note("cluster.waits", server);
        long end = System.nanoTime() + wait.toNanos();
        while (System.nanoTime() - end < 0) {
            List<JsonNode> items = Items.of(shell.api().get(MEMBERS));
            if (Items.ids(items, "id").contains(server)) {
                output.say("cluster.joined", server, items.size());
                return;
            }
            Thread.sleep(LOOK_EVERY);
        }
        throw new Unavailable.DeadlineExceeded(
                "cluster.not-joined",
                shell.messages().text("cluster.not-joined", server, output.span(wait)));
    }

    @Command(name = "remove")
    int remove(
            @Parameters(paramLabel = "SERVER", descriptionKey = "server-id") String server,
            @Option(
                            names = {"-y", "--yes"},
                            descriptionKey = "yes")
                    boolean isSure) {
        shell.confirm("cluster.remove-warning", server, isSure);
        JsonNode gone = shell.api().delete(MEMBERS + "/" + ServerAddress.encode(server));
        Output output = shell.output();
        output.document(gone, server);
        output.say("cluster.removed", server);
        return 0;
    }

    @Command(name = "transfer-leader")
    int transferLeader(
            @Parameters(paramLabel = "SERVER", descriptionKey = "server-id") String server) {
        JsonNode done = shell.api().post(LEADER, ApiClient.newObject().put("server", server));
        Output output = shell.output();
        output.document(done, server);
        output.say("cluster.transferred", server);
        return 0;
    }
}

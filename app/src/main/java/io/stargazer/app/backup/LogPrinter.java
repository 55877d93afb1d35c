package io.stargazer.app.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.terminal.Cell;
import io.stargazer.app.terminal.Output;
import io.stargazer.app.terminal.Paint;
import io.stargazer.app.terminal.Table;
import io.stargazer.server.backup.LogReport;
import io.stargazer.server.backup.LoggedCommand;
import io.stargazer.server.log.ratis.StoredLog;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A log on the screen: tables for people, one object a line as JSON, the index of each command for
 * scripts. A page of commands is in memory at a time.
 */
final class LogPrinter {

    private static final int PAGE_ROWS = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Output output;
    private Table page;
    private int rows;

    LogPrinter(Output output) {
        this.output = output;
        this.page = newPage();
    }

    /** The snapshots and the segments that were read so far. */
    void files(LogReport report) {
        output.say("log.title", report.server(), report.snapshots().size());
        Table snapshots =
                new Table(List.of(text("snapshot"), text("term"), text("bytes"), text("state")));
        for (StoredLog.Snapshot snapshot : report.snapshots()) {
            boolean isWhole = snapshot.damage().isEmpty();
            snapshots.add(
                    Cell.number(snapshot.index()),
                    Cell.number(snapshot.term()),
                    Cell.number(snapshot.bytes()),
                    state(isWhole ? "whole" : "damaged", isWhole));
            json(
                    ApiClient.newObject()
                            .put("type", "snapshot")
                            .put("file", snapshot.file().toString())
                            .put("index", snapshot.index())
                            .put("term", snapshot.term())
                            .put("bytes", snapshot.bytes())
                            .put("damage", snapshot.damage()));
        }
        output.table(snapshots);
        Table segments =
                new Table(
                        List.of(
                                text("segment"),
                                text("first"),
                                text("last"),
                                text("bytes"),
                                text("state")));
        report.segments().forEach(segment -> segment(segments, segment));
        output.table(segments);
    }

    private void segment(Table segments, StoredLog.Segment segment) {
        boolean isTorn = segment.tornAt() >= 0;
        segments.add(
                Cell.of(segment.file().getFileName().toString()),
                Cell.number(segment.first()),
                Cell.number(segment.last()),
                Cell.number(segment.bytes()),
                isTorn
                        ? Cell.of(output.text("log.torn", segment.tornAt()), Paint.AMBER)
                        : state(segment.isOpen() ? "open" : "closed", true));
        json(
                ApiClient.newObject()
                        .put("type", "segment")
                        .put("file", segment.file().toString())
                        .put("first", segment.first())
                        .put("last", segment.last())
                        .put("bytes", segment.bytes())
                        .put("open", segment.isOpen())
                        .put("tornAt", segment.tornAt()));
    }

    void command(LoggedCommand command) {
        String time =
                command.timeMs() == 0 ? "" : Instant.ofEpochMilli(command.timeMs()).toString();
        switch (output.format()) {
            case QUIET -> output.line(Long.toString(command.index()));
            case JSON -> {
                ObjectNode line =
                        ApiClient.newObject()
                                .put("type", "command")
                                .put("index", command.index())
                                .put("term", command.term())
                                .put("time", time)
                                .put("actor", command.actor())
                                .put("kind", command.kind());
                line.set("fields", JSON.valueToTree(command.fields()));
                output.line(line.toString());
            }
            case HUMAN -> {
                page.add(
                        Cell.number(command.index()),
                        Cell.number(command.term()),
                        Cell.of(time, Paint.FAINT),
                        Cell.of(command.actor()),
                        Cell.of(command.kind(), Paint.BOLD),
                        Cell.of(words(command.fields())));
                rows++;
                if (rows == PAGE_ROWS) {
                    end();
                }
            }
        }
    }

    /** Prints what has gathered. */
    void end() {
        if (rows > 0) {
            output.table(page);
            page = newPage();
            rows = 0;
        }
    }

    private Table newPage() {
        return new Table(
                List.of(
                        text("index"),
                        text("term"),
                        text("time"),
                        text("actor"),
                        text("command"),
                        text("fields")));
    }

    private static String words(Map<String, Object> fields) {
        StringBuilder words = new StringBuilder();
        fields.forEach((name, value) ->
                words.append(words.isEmpty() ? "" : " ").append(name).append('=').append(value));
        return words.toString();
    }

    private Cell state(String word, boolean isGood) {
        return Cell.of(output.word("log-state", word), isGood ? Paint.GREEN : Paint.RED);
    }

    private String text(String column) {
        return output.text("column." + column);
    }

    private void json(ObjectNode line) {
        if (output.format() == Output.Format.JSON) {
            output.line(line.toString());
        }
    }
}

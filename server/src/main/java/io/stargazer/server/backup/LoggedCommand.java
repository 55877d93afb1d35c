package io.stargazer.server.backup;

import io.stargazer.api.Command;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.codec.Malformed;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.HashedSecret;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.Asked;
import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.ratis.StoredLog;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command as it stands in the log, for people and their tools.
 *
 * @param index of its entry
 * @param term of its entry
 * @param timeMs of its entry, milliseconds since 1970
 * @param actor who asked for it; empty for what the log wrote for itself
 * @param kind capability and command, as {@code registry.Register}; {@code log.members} and the
 *     like for what the log wrote for itself
 * @param fields by name: texts, numbers, truths, lists and maps of them; of a secret's hash only
 *     how it was made, of bytes only how many
 */
public record LoggedCommand(
        long index, long term, long timeMs, String actor, String kind, Map<String, Object> fields) {

    /**
     * The commands of an entry in their order.
     *
     * @throws StartRefused when this version does not know one
     */
    static List<LoggedCommand> of(StoredLog.Entry entry) throws StartRefused {
        if (!entry.isOurs()) {
            return List.of(
                    new LoggedCommand(
                            entry.index(), entry.term(), 0, "", "log." + entry.kind(), Map.of()));
        }
        try {
            EntryCodec.Entry decoded = EntryCodec.decode(entry.data());
            List<LoggedCommand> commands = new ArrayList<>();
            for (byte[] item : decoded.items()) {
                Asked asked = Asked.decode(item);
                commands.add(
                        new LoggedCommand(
                                entry.index(),
                                entry.term(),
                                decoded.header().leaderMillis(),
                                asked.actor(),
                                kind(asked.command()),
                                fields(asked.command())));
            }
            return commands;
        } catch (Malformed | IllegalArgumentException e) {
            throw unknown(entry, e);
        }
    }

    /** The checksum of the entry is right, so its writer knew more than this version. */
    static StartRefused unknown(StoredLog.Entry entry, RuntimeException cause) {
        return new StartRefused(
                Reason.NEWER_VERSION,
                "entry %d in %s is of another version: %s"
                        .formatted(entry.index(), entry.file(), cause.getMessage()),
                cause);
    }

    private static String kind(Command command) {
        String family = command.getClass().getPackageName();
        return family.substring(family.lastIndexOf('.') + 1)
                + "."
                + command.getClass().getSimpleName();
    }

    private static Map<String, Object> fields(Object value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                fields.put(component.getName(), shown(component.getAccessor().invoke(value)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a command is a public record", e);
            }
        }
        return fields;
    }

    private static Object shown(Object value) {
        return switch (value) {
            case HashedSecret secret -> "(" + secret.scheme() + ")";
            case Bytes bytes -> "(" + bytes.size() + " bytes)";
            case ApplicationId id -> id.toString();
            case ServiceName name -> name.toString();
            case TaskType type -> type.toString();
            case TaskId id -> id.toString();
            case AttemptEnd end -> {
                Map<String, Object> shown = new LinkedHashMap<>();
                shown.put("how", end.getClass().getSimpleName());
                shown.putAll(fields(end));
                yield shown;
            }
            case Record record -> fields(record);
            case Enum<?> constant -> constant.name();
            case List<?> list -> list.stream().map(LoggedCommand::shown).toList();
            case Map<?, ?> map -> {
                Map<String, Object> shown = new LinkedHashMap<>();
                map.forEach((key, each) -> shown.put(key.toString(), shown(each)));
                yield shown;
            }
            case Number number -> number;
            case Boolean truth -> truth;
            default -> value.toString();
        };
    }
}

package io.stargazer.core;

import io.stargazer.api.Command;
import io.stargazer.api.Event;
import io.stargazer.api.codec.Codec;
import io.stargazer.api.codec.Malformed;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.api.identity.IdentityCommand;
import io.stargazer.api.identity.IdentityEvent;
import io.stargazer.api.registry.RegistryCommand;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.schedule.ScheduleEvent;
import io.stargazer.api.session.SessionCommand;
import io.stargazer.api.session.SessionEvent;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowEvent;

/**
 * Commands and events of all capabilities in their binary form: the number of the capability, then
 * the record. The numbers are in every log ever written and never change.
 */
public final class CommandCodec {

    private static final int IDENTITY = 1;
    private static final int SESSION = 2;
    private static final int REGISTRY = 3;
    private static final int TASK = 4;
    private static final int SCHEDULE = 5;
    private static final int WORKFLOW = 6;

    private static final Codec<IdentityCommand> IDENTITY_COMMAND = Codec.of(IdentityCommand.class);
    private static final Codec<SessionCommand> SESSION_COMMAND = Codec.of(SessionCommand.class);
    private static final Codec<RegistryCommand> REGISTRY_COMMAND = Codec.of(RegistryCommand.class);
    private static final Codec<TaskCommand> TASK_COMMAND = Codec.of(TaskCommand.class);
    private static final Codec<ScheduleCommand> SCHEDULE_COMMAND = Codec.of(ScheduleCommand.class);
    private static final Codec<WorkflowCommand> WORKFLOW_COMMAND = Codec.of(WorkflowCommand.class);
    private static final Codec<IdentityEvent> IDENTITY_EVENT = Codec.of(IdentityEvent.class);
    private static final Codec<SessionEvent> SESSION_EVENT = Codec.of(SessionEvent.class);
    private static final Codec<RegistryEvent> REGISTRY_EVENT = Codec.of(RegistryEvent.class);
    private static final Codec<TaskEvent> TASK_EVENT = Codec.of(TaskEvent.class);
    private static final Codec<ScheduleEvent> SCHEDULE_EVENT = Codec.of(ScheduleEvent.class);
    private static final Codec<WorkflowEvent> WORKFLOW_EVENT = Codec.of(WorkflowEvent.class);

    private CommandCodec() {}

    public static void write(Command command, Sink sink) {
        switch (command) {
            case IdentityCommand c -> {
                sink.unsigned(IDENTITY);
                IDENTITY_COMMAND.write(c, sink);
            }
            case SessionCommand c -> {
                sink.unsigned(SESSION);
                SESSION_COMMAND.write(c, sink);
            }
            case RegistryCommand c -> {
                sink.unsigned(REGISTRY);
                REGISTRY_COMMAND.write(c, sink);
            }
            case TaskCommand c -> {
                sink.unsigned(TASK);
                TASK_COMMAND.write(c, sink);
            }
            case ScheduleCommand c -> {
                sink.unsigned(SCHEDULE);
                SCHEDULE_COMMAND.write(c, sink);
            }
            case WorkflowCommand c -> {
                sink.unsigned(WORKFLOW);
                WORKFLOW_COMMAND.write(c, sink);
            }
            default ->
                    throw new IllegalArgumentException("no capability has " + command.getClass());
        }
    }

    /**
     * Reads a command.
     *
     * @throws Malformed when this version does not know it: the process must stop rather than skip
     */
    public static Command read(Source source) {
        long capability = source.unsigned();
        int number = Math.clamp(capability, 0, Integer.MAX_VALUE); // a cast alone would wrap
        return switch (number) {
            case IDENTITY -> IDENTITY_COMMAND.read(source);
            case SESSION -> SESSION_COMMAND.read(source);
            case REGISTRY -> REGISTRY_COMMAND.read(source);
            case TASK -> TASK_COMMAND.read(source);
            case SCHEDULE -> SCHEDULE_COMMAND.read(source);
            case WORKFLOW -> WORKFLOW_COMMAND.read(source);
            default -> throw new Malformed("no capability has the number " + capability);
        };
    }

    public static void write(Event event, Sink sink) {
        switch (event) {
            case IdentityEvent e -> {
                sink.unsigned(IDENTITY);
                IDENTITY_EVENT.write(e, sink);
            }
            case SessionEvent e -> {
                sink.unsigned(SESSION);
                SESSION_EVENT.write(e, sink);
            }
            case RegistryEvent e -> {
                sink.unsigned(REGISTRY);
                REGISTRY_EVENT.write(e, sink);
            }
            case TaskEvent e -> {
                sink.unsigned(TASK);
                TASK_EVENT.write(e, sink);
            }
            case ScheduleEvent e -> {
                sink.unsigned(SCHEDULE);
                SCHEDULE_EVENT.write(e, sink);
            }
            case WorkflowEvent e -> {
                sink.unsigned(WORKFLOW);
                WORKFLOW_EVENT.write(e, sink);
            }
            default -> throw new IllegalArgumentException("no capability has " + event.getClass());
        }
    }
}

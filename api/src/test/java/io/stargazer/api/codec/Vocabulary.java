package io.stargazer.api.codec;

import io.stargazer.api.identity.Application;
import io.stargazer.api.identity.IdentityCommand;
import io.stargazer.api.identity.IdentityEvent;
import io.stargazer.api.identity.Namespace;
import io.stargazer.api.identity.Token;
import io.stargazer.api.identity.User;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.RegistryCommand;
import io.stargazer.api.registry.RegistryContract;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.schedule.ScheduleEvent;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.session.SessionCommand;
import io.stargazer.api.session.SessionContract;
import io.stargazer.api.session.SessionEvent;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.api.task.work.Work;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowEvent;
import java.util.List;
import java.util.stream.Stream;

/** Everything of this module that is written to a log, a snapshot or the wire. */
final class Vocabulary {

    /** The sealed families. */
    static final List<Class<?>> FAMILIES =
            List.of(
                    IdentityCommand.class,
                    IdentityEvent.class,
                    SessionCommand.class,
                    SessionEvent.class,
                    RegistryCommand.class,
                    RegistryEvent.class,
                    RegistryContract.Update.class,
                    TaskCommand.class,
                    TaskEvent.class,
                    AttemptEnd.class,
                    Work.class,
                    TaskUpdate.class,
                    ScheduleCommand.class,
                    ScheduleEvent.class,
                    Timing.class,
                    WorkflowCommand.class,
                    WorkflowEvent.class);

    /** Records that are written on their own: rows of a snapshot, tokens, answers. */
    static final List<Class<?>> RECORDS =
            List.of(
                    Namespace.class,
                    Application.class,
                    User.class,
                    Token.Claims.class,
                    SessionContract.Opened.class,
                    SessionContract.Grant.class,
                    SessionContract.Keys.class,
                    RegistryContract.CallCount.class,
                    MethodCalls.class,
                    Task.class,
                    PlannedSchedule.class,
                    ExecutorHello.class,
                    TaskNote.class,
                    Submission.class,
                    Receipt.class);

    private Vocabulary() {}

    /** A record and the type as which it is written. */
    record Word(Class<?> record, Class<?> writtenAs) {

        String name() {
            return Vocabulary.name(record);
        }

        @SuppressWarnings("unchecked")
        Codec<Object> codec() {
            return (Codec<Object>) Codec.of(writtenAs);
        }
    }

    static String name(Class<?> type) {
        Class<?> home = type.getDeclaringClass();
        return home == null
                ? type.getSimpleName()
                : home.getSimpleName() + "." + type.getSimpleName();
    }

    static Stream<Word> words() {
        return Stream.concat(
                FAMILIES.stream()
                        .flatMap(family ->
                                Stream.of(family.getPermittedSubclasses())
                                        .map(record -> new Word(record, family))),
                RECORDS.stream().map(record -> new Word(record, record)));
    }
}

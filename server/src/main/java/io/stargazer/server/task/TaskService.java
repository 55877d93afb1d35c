package io.stargazer.server.task;

import io.stargazer.api.Event;
import io.stargazer.api.Rejected;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.session.Session;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand.EndAttempts;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskEvent.Refusal;
import io.stargazer.api.task.TaskEvent.RefusedAttempt;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Receipt.Verdict;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.server.identity.Authoriser;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.task.live.ExecutorHub;
import io.stargazer.server.task.live.LiveNotes;
import io.stargazer.server.task.live.OutcomeHub;
import io.stargazer.server.task.plane.NotLeading;
import io.stargazer.server.task.plane.TaskPlane;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What applications do with tasks (TK-1 to TK-5, TK-9): submit, execute, wait. Authorises, cuts
 * what is too much for one entry of the log, submits. Returns at once; futures complete on the
 * log's threads. An application needs the role of an operator in the namespace of the type.
 */
public final class TaskService {

    /** What a task has beside its payload, about, when it has neither labels nor a key. */
    private static final int TASK_BYTES = 160;

    private final TaskPlane plane;
    private final SessionService sessions;
    private final ExecutorHub executors;
    private final OutcomeHub outcomes;
    private final LiveNotes notes;

    public TaskService(
            TaskPlane plane,
            SessionService sessions,
            ExecutorHub executors,
            OutcomeHub outcomes,
            LiveNotes notes) {
        this.plane = plane;
        this.sessions = sessions;
        this.executors = executors;
        this.outcomes = outcomes;
        this.notes = notes;
    }

    /** An executor's work, see {@link io.stargazer.api.task.work.TaskContract#work}. */
    public Flow.Publisher<EncodedItem> work(
            Principal principal, String session, ExecutorHello hello) {
        for (ExecutorHello.HandledType handled : hello.types()) {
            requireOperator(principal, handled.type());
        }
        Session own = sessions.requireOwn(principal, session);
        return executors.work(own, hello);
    }

    /** What a submitter waits for; read when all that was acknowledged to it is known here. */
    public Flow.Publisher<EncodedItem> outcomes(
            Principal principal, String session, List<AwaitedTask> outstanding) {
        for (AwaitedTask task : outstanding) {
            requireOperator(principal, task.type());
        }
        sessions.requireOwn(principal, session);
        if (!executors.isLeading()) {
            throw NotLeading.failure();
        }
        return outcomes.listen(session, outstanding);
    }

    /**
     * Accepts tasks, all or none of those that fit into one entry of the log together: 1,152 KiB,
     * each counted with its payload, texts and 160 bytes. What fails with {@link
     * io.stargazer.api.Unavailable} may be repeated as it is.
     */
    public CompletableFuture<List<Receipt>> submit(
            Principal principal, String session, Offer offer) {
        requireOperator(principal, offer.type());
        if (offer.isEphemeral()) {
            executors.requireDispatching();
        }
        if (offer.isAwaited()) {
            sessions.requireOwn(principal, session);
            outcomes.await(session, offer.type(), offer.tasks());
        }
        CompletableFuture<List<Receipt>> all = CompletableFuture.completedFuture(List.of());
        for (List<NewTask> some : portions(offer)) {
            CompletableFuture<List<Receipt>> part = submit(principal, offer, some);
            all = some.size() == offer.tasks().size() ? part : joined(all, part);
        }
        return offer.isAwaited() ? all.whenComplete(forgetting(session, offer)) : all;
    }

    private static List<List<NewTask>> portions(Offer offer) {
        return offer.isEphemeral()
                ? List.of(offer.tasks())
                : Portions.of(offer.tasks(), Portions.MOST_BYTES, TaskService::sizeBytes);
    }

    /** What was refused is not waited for; what perhaps was accepted is. */
    private BiConsumer<Object, @Nullable Throwable> forgetting(String session, Offer offer) {
        return (done, failure) -> {
            Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
            if (cause instanceof Rejected || cause instanceof Unavailable.Overloaded) {
                outcomes.forget(session, offer.type(), offer.tasks());
            }
        };
    }

    private CompletableFuture<List<Receipt>> submit(
            Principal principal, Offer offer, List<NewTask> tasks) {
        TaskType type = offer.type();
        String actor = principal.actor();
        SubmitTasks command = new SubmitTasks(type, actor, tasks);
        CompletableFuture<List<Event>> decided =
                offer.isEphemeral()
                        ? plane.submitEphemeral(actor, command)
                        : plane.submit(actor, command);
        return decided.thenApply(events -> receipts(offer, tasks, events));
    }

    /** Whether a task is remembered. */
    boolean isKnown(TaskType type, TaskId id) {
        return plane.find(type, id) != null;
    }

    private List<Receipt> receipts(Offer offer, List<NewTask> tasks, List<Event> events) {
        TaskType type = offer.type();
        Set<TaskId> known = knownBefore(tasks, events);
        List<Receipt> receipts = new ArrayList<>(tasks.size());
        for (NewTask task : tasks) {
            Verdict verdict = known.contains(task.id()) ? Verdict.KNOWN : Verdict.ACCEPTED;
            receipts.add(new Receipt(task.id(), type, verdict, null));
        }
        if (offer.isAwaited() && !known.isEmpty()) {
            outcomes.tellIfOver(type, known);
        }
        return receipts;
    }

    private static Set<TaskId> knownBefore(List<NewTask> tasks, List<Event> events) {
        List<Task> accepted = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof TaskEvent.TasksSubmitted submitted) {
                accepted.addAll(submitted.tasks());
            }
        }
        if (accepted.size() == tasks.size()) {
            return Set.of();
        }
        Set<TaskId> known = new HashSet<>();
        tasks.forEach(task -> known.add(task.id()));
        accepted.forEach(task -> known.remove(task.id()));
        return known;
    }

    /** Attempts ended, see {@link io.stargazer.api.task.work.TaskContract#ended}. */
    public CompletableFuture<List<RefusedAttempt>> ended(
            Principal principal, String session, TaskType type, List<EndedAttempt> attempts) {
        requireOperator(principal, type);
        sessions.requireOwn(principal, session);
        List<EndedAttempt> counting = executors.returned(session, type, attempts);
        List<RefusedAttempt> refused = new ArrayList<>();
        if (counting.size() < attempts.size()) {
            counting = stillCounting(type, attempts, refused);
        }
        CompletableFuture<List<RefusedAttempt>> all = CompletableFuture.completedFuture(refused);
        if (counting.isEmpty()) {
            return all;
        }
        for (List<EndedAttempt> some :
                Portions.of(counting, Portions.USUAL_BYTES, TaskService::sizeBytes)) {
            CompletableFuture<List<RefusedAttempt>> part = end(principal, type, some);
            all = refused.isEmpty() && some.size() == counting.size() ? part : joined(all, part);
        }
        return all;
    }

    /** What the log has said already need not be asked again: it does not change its mind. */
    private List<EndedAttempt> stillCounting(
            TaskType type, List<EndedAttempt> attempts, List<RefusedAttempt> refused) {
        List<EndedAttempt> counting = new ArrayList<>();
        for (EndedAttempt ended : attempts) {
            Task task = plane.find(type, ended.id());
            boolean isOver = task != null && task.standing().isFinal();
            if (isOver) {
                refused.add(new RefusedAttempt(ended.id(), ended.fence(), Refusal.FINISHED));
            } else if (task != null && ended.fence() <= task.course().fence()) {
                refused.add(new RefusedAttempt(ended.id(), ended.fence(), Refusal.FENCED));
            } else {
                counting.add(ended);
            }
        }
        return counting;
    }

    private CompletableFuture<List<RefusedAttempt>> end(
            Principal principal, TaskType type, List<EndedAttempt> attempts) {
        return plane.submit(principal.actor(), new EndAttempts(type, attempts))
                .thenApply(events -> {
                    List<RefusedAttempt> refused = List.of();
                    for (Event event : events) {
                        if (event instanceof TaskEvent.AttemptsRefused some) {
                            refused = refused.isEmpty() ? some.attempts() : both(refused, some);
                        }
                    }
                    return refused;
                });
    }

    /** Some of the log, some of memory. */
    private static List<RefusedAttempt> both(
            List<RefusedAttempt> refused, TaskEvent.AttemptsRefused more) {
        List<RefusedAttempt> both = new ArrayList<>(refused);
        both.addAll(more.attempts());
        return both;
    }

    /** Progress and lines of attempts that run; of others nothing is kept. */
    public boolean report(Principal principal, String session, List<TaskNote> said) {
        sessions.requireOwn(principal, session);
        for (TaskNote note : said) {
            requireOperator(principal, note.type());
            if (executors.has(session, note.type(), note.id(), note.fence())) {
                notes.add(note);
                if (!note.isSilent()) {
                    outcomes.noted(note);
                }
            }
        }
        return true;
    }

    private static void requireOperator(Principal principal, TaskType type) {
        Authoriser.require(principal, type.namespace(), Role.OPERATOR);
    }

    private static int sizeBytes(NewTask task) {
        TaskOptions options = task.options();
        int chars = task.key().length() + options.group().length() + options.executor().length();
        for (Map.Entry<String, String> label : options.labels().entrySet()) {
            chars += label.getKey().length() + label.getValue().length() + 2;
        }
        return TASK_BYTES + task.payload().size() + chars * 3;
    }

    private static int sizeBytes(EndedAttempt ended) {
        int bytes = TASK_BYTES;
        if (ended.end() instanceof AttemptEnd.Succeeded(var result)) {
            bytes += result.size();
        } else if (ended.end() instanceof AttemptEnd.Failed(var error, var _)) {
            bytes += error.length() * 3;
        }
        for (String line : ended.log()) {
            bytes += line.length() * 3 + 4;
        }
        return bytes;
    }

    private static <T> CompletableFuture<List<T>> joined(
            CompletableFuture<List<T>> first, CompletableFuture<List<T>> second) {
        return first.thenCombine(
                second,
                (a, b) -> {
                    List<T> both = new ArrayList<>(a);
                    both.addAll(b);
                    return both;
                });
    }
}

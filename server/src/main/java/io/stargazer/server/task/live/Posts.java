package io.stargazer.server.task.live;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.session.Session;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.Work;
import io.stargazer.core.Table;
import io.stargazer.server.task.dispatch.Crew;
import io.stargazer.server.task.dispatch.Worker;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The executors that are here, by session, and the sessions that may still come. The hub's own. */
final class Posts {

    private final Timers timers;
    private final Map<String, Post> bySession = new HashMap<>();

    /** The open sessions that may hold tasks from before this server led. */
    private final Set<String> missed = new HashSet<>();

    Posts(Timers timers) {
        this.timers = timers;
    }

    Collection<Post> all() {
        return bySession.values();
    }

    @Nullable Post of(String session) {
        return bySession.get(session);
    }

    /** The one that was told to this stream; null when there is another by now. */
    @Nullable Post of(WorkStream stream) {
        for (Post post : bySession.values()) {
            if (post.stream == stream) {
                return post;
            }
        }
        return null;
    }

    /** Those of whom the dispatcher has news, which are handed to their streams. */
    List<Post> handOver(List<Worker> news) {
        if (news.isEmpty()) {
            return List.of();
        }
        List<Post> told = new ArrayList<>(news.size());
        for (Worker worker : news) {
            Post post = bySession.get(worker.id());
            if (post != null && post.worker == worker) {
                post.stream.add(worker.takeAssigned(), worker.takeStops());
                told.add(post);
            }
        }
        return told;
    }

    /** An executor presents itself; its name must be its own. */
    void seat(Crew crew, Session session, ExecutorHello hello, WorkStream stream) {
        Post before = bySession.get(session.id());
        Post other = namesake(session, hello.name());
        if (other != null && !other.isBroken()) {
            stream.fail(taken(hello.name()));
            return;
        }
        if (other != null) {
            remove(crew, other);
        }
        Worker known = null;
        if (before != null) {
            known = before.worker;
            before.cancelGrace();
            crew.away(known);
        }
        Worker worker = crew.join(session.id(), hello, known);
        if (before != null) {
            crew.leave(before.worker);
            timers.after(Duration.ZERO, before.stream::complete);
        }
        bySession.put(session.id(), new Post(session, worker, stream));
    }

    private @Nullable Post namesake(Session session, String name) {
        for (Post post : bySession.values()) {
            boolean isSame =
                    post.application.equals(session.application())
                            && post.worker.name().equals(name);
            if (isSame && !post.session.equals(session.id())) {
                return post;
            }
        }
        return null;
    }

    /**
     * An executor says that attempts ended; those whose end may count. One that is not here gets
     * all of them decided by the log.
     */
    List<EndedAttempt> returned(
            Crew crew, String session, TaskType type, List<EndedAttempt> attempts) {
        Post post = bySession.get(session);
        if (post == null) {
            return attempts;
        }
        List<EndedAttempt> counting = new ArrayList<>(attempts.size());
        for (EndedAttempt ended : attempts) {
            if (crew.returned(post.worker, type, ended.id(), ended.fence())) {
                counting.add(ended);
            }
        }
        return counting;
    }

    /** Has the executors of a name told something. */
    List<Post> order(Crew crew, String namespace, String name, Work.Order order) {
        List<Post> told = new ArrayList<>();
        for (Post post : bySession.values()) {
            boolean isMeant = post.application.namespace().equals(namespace);
            if (isMeant && post.worker.name().equals(name)) {
                crew.drain(post.worker, order != Work.Order.CONTINUE);
                post.stream.add(order);
                told.add(post);
            }
        }
        return told;
    }

    /** The executors of a namespace, by application and name. */
    List<ExecutorStatus> status(String namespace) {
        return bySession.values().stream()
                .filter(post -> post.application.namespace().equals(namespace))
                .map(Post::status)
                .sorted(
                        Comparator.comparing((ExecutorStatus each) -> each.application().name())
                                .thenComparing(ExecutorStatus::name))
                .toList();
    }

    /** It is gone: what it had goes to others. Nothing happens when there is another by now. */
    void remove(Crew crew, Post post) {
        if (bySession.remove(post.session, post)) {
            post.cancelGrace();
            crew.leave(post.worker);
        }
    }

    void sessionEnded(Crew crew, String session) {
        Post post = bySession.get(session);
        if (post != null) {
            remove(crew, post);
            timers.after(Duration.ZERO, post.stream::complete);
        }
    }

    /** These may hold what was given to them before this server led. */
    void miss(Iterable<Table.Entry<String, Session>> sessions) {
        sessions.forEach(session -> missed.add(session.key()));
    }

    /**
     * A session is accounted for.
     *
     * @return whether that was the last that was missed
     */
    boolean isLast(String session) {
        return missed.remove(session) && missed.isEmpty();
    }

    /** Nobody is waited for any more; whether anybody was. */
    boolean missNobody() {
        boolean was = !missed.isEmpty();
        missed.clear();
        return was;
    }

    boolean misses() {
        return !missed.isEmpty();
    }

    private static Rejected taken(String name) {
        return new Rejected(
                Status.CONFLICT,
                "task.executor-taken",
                "another executor of this application has the name '%s'".formatted(name));
    }
}

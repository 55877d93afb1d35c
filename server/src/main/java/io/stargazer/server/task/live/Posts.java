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

    private static final Work.OrderedBy OF_ITS_OWN = new Work.OrderedBy(Work.Order.DRAIN, "");

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
        Post post = new Post(session, worker, stream);
        bySession.put(session.id(), post);
        if (hello.credit() == 0) {
            stream.add(new Work.NothingMore());
            timers.after(Duration.ZERO, stream::flush);
        }
        post.order = hello.credit() == 0 ? orderOfIdle(before) : null;
        if (before != null && post.order == null && before.order != null) {
            repeat(crew, post, before.order);
        }
    }

    /** It takes no more: as it was told, or of its own accord. */
    private static Work.OrderedBy orderOfIdle(@Nullable Post before) {
        return before == null || before.order == null ? OF_ITS_OWN : before.order;
    }

    /**
     * An executor that wants work although it is to have none presented itself before it heard of
     * the order, unless it was told to begin anew: then it has.
     */
    private void repeat(Crew crew, Post post, Work.OrderedBy order) {
        if (order.order() != Work.Order.RESTART) {
            tell(crew, post, order);
            timers.after(Duration.ZERO, post.stream::flush);
        }
    }

    private @Nullable Post namesake(Session session, String name) {
        for (Post post : bySession.values()) {
            boolean isSame =
                    post.application().equals(session.application())
                            && post.worker.name().equals(name);
            if (isSame && !post.session.equals(session)) {
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

    /** Has the executors of these sessions told something; those who are. */
    List<Post> tell(Crew crew, Collection<String> sessions, Work word) {
        List<Post> told = new ArrayList<>(sessions.size());
        for (String session : sessions) {
            Post post = bySession.get(session);
            if (post != null) {
                tell(crew, post, word);
                told.add(post);
            }
        }
        return told;
    }

    private static void tell(Crew crew, Post post, Work word) {
        if (word instanceof Work.OrderedBy given) {
            boolean isToWork = given.order() == Work.Order.CONTINUE;
            post.order = isToWork ? null : given;
            crew.drain(post.worker, !isToWork);
        }
        post.stream.add(word);
    }

    /** All executors, by namespace, application and name. */
    List<ExecutorStatus> status() {
        return bySession.values().stream()
                .sorted(
                        Comparator.comparing((Post post) -> post.application().toString())
                                .thenComparing(post -> post.worker.name()))
                .map(Post::status)
                .toList();
    }

    /** It is gone: what it had goes to others. Nothing happens when there is another by now. */
    void remove(Crew crew, Post post) {
        if (bySession.remove(post.session.id(), post)) {
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

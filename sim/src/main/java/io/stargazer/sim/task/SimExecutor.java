package io.stargazer.sim.task;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.api.task.work.Work;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Flow;

/**
 * An executor as the SDK makes it: does what it is given, and tells how it ended until a server has
 * confirmed that; names all it holds on every new connection. Some of its handlers fail, some take
 * long, some end their process.
 */
public final class SimExecutor extends SimVisitor {

    private static final Codec<Work> WORK = Codec.of(Work.class);
    private static final List<Integer> LONGEST_MS = List.of(10, 300, 2_500);

    private final Workforce workforce;
    private final List<TaskType> types;
    private final int credit;

    /** From when they came until a server knows their end. */
    private final Map<HeldAttempt, Assignment> attempts = new LinkedHashMap<>();

    private final Set<HeldAttempt> running = new LinkedHashSet<>();
    private final Map<HeldAttempt, EndedAttempt> untold = new LinkedHashMap<>();

    /** Told before, and told once more. */
    private final Map<HeldAttempt, EndedAttempt> again = new LinkedHashMap<>();

    private boolean isTelling;

    SimExecutor(Workforce workforce, SimWorld world, String name, List<TaskType> types) {
        super(world, name);
        this.workforce = workforce;
        this.types = List.copyOf(types);
        this.credit = random.nextInt(1, 7);
    }

    public int credit() {
        return credit;
    }

    /** How many handlers run at this moment. */
    public int running() {
        return running.size();
    }

    @Override
    void begin() {
        attempts.clear();
        running.clear();
        untold.clear();
        again.clear();
        isTelling = false;
    }

    @Override
    Flow.Publisher<EncodedItem> listen(SimServer.Services services, String session) {
        List<HandledType> handled =
                types.stream().map(type -> new HandledType(type, credit)).toList();
        List<HeldAttempt> held = List.copyOf(attempts.keySet());
        ExecutorHello hello = new ExecutorHello(name(), handled, credit, held);
        return services.tasks().service().work(principal, session, world.parts().hello(hello));
    }

    @Override
    void arrived() {
        isTelling = false;
        tell();
    }

    @Override
    byte[] said(SimServer by, String to, byte[] item) {
        Work work = world.parts().work(WORK.decode(item));
        if (work instanceof Work.Assigned assigned) {
            workforce.handedOut(by, to, assigned.assignments());
        }
        return WORK.encode(work);
    }

    @Override
    void heard(byte[] item) {
        switch (WORK.decode(item)) {
            case Work.Assigned assigned -> assigned.assignments().forEach(this::take);
            case Work.Stopped stopped -> stopped.attempts().forEach(this::stop);
            case Work.Ordered _,
                    Work.OrderedBy _,
                    Work.LogWanted _,
                    Work.ShuttingDown _,
                    Work.NothingMore _ ->
                    throw new IllegalStateException("nobody orders");
        }
    }

    private void take(Assignment assignment) {
        HeldAttempt held = assignment.held();
        if (attempts.putIfAbsent(held, assignment) == null) {
            running.add(held);
            int longestMs = workforce.isCalm() ? 10 : random.pick(LONGEST_MS);
            Duration takes = random.between(Duration.ZERO, Duration.ofMillis(longestMs));
            process().after(takes, () -> over(held));
        }
    }

    private void over(HeldAttempt held) {
        if (!running.contains(held)) {
            return;
        }
        int chance = random.nextInt(100);
        if (chance < 3 && !workforce.isCalm()) {
            restart(random.between(Duration.ZERO, Duration.ofSeconds(3)));
        } else if (chance < 20) {
            ended(held, new AttemptEnd.Failed("it did not work", chance < 15));
        } else {
            ended(held, new AttemptEnd.Succeeded(workforce.resultOf(held)));
        }
    }

    /** Of what is over already, it is told again that it is. */
    private void stop(HeldAttempt held) {
        boolean wasRunning = running.remove(held);
        if (world.parts().saysThatItStopped(held)) {
            (wasRunning ? untold : again).put(held, end(held, new AttemptEnd.Lost()));
            tell();
        }
    }

    private void ended(HeldAttempt held, AttemptEnd end) {
        running.remove(held);
        untold.put(held, end(held, end));
        tell();
    }

    private EndedAttempt end(HeldAttempt held, AttemptEnd end) {
        return new EndedAttempt(held.id(), held.fence(), name(), end, List.of());
    }

    private void tell() {
        if (!isTelling && isThere()) {
            Map<HeldAttempt, EndedAttempt> next = untold.isEmpty() ? again : untold;
            if (!next.isEmpty()) {
                isTelling = true;
                tell(next, next.keySet().iterator().next().type());
            }
        }
    }

    /** All that waits of one type, one call at a time. */
    private void tell(Map<HeldAttempt, EndedAttempt> waiting, TaskType type) {
        Map<HeldAttempt, EndedAttempt> told = new LinkedHashMap<>(waiting);
        told.keySet().removeIf(held -> !held.type().equals(type));
        List<EndedAttempt> ends = List.copyOf(told.values());
        String in = session();
        ask(
                services -> services.tasks().service().ended(principal, in, type, ends),
                refused -> {
                    isTelling = false;
                    told.keySet().forEach(waiting::remove);
                    told.keySet().forEach(attempts::remove);
                    tell();
                },
                failure -> {
                    isTelling = false;
                    again(failure, this::tell);
                });
    }
}

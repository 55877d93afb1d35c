package io.stargazer.rpc.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.outlier.EjectionEvent;
import io.stargazer.rpc.outlier.EjectionRules;
import io.stargazer.rpc.outlier.Ejections;
import io.stargazer.rpc.retry.Backoff;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RG-5, RP-4: which instance gets the next call. */
class BalancerTest {

    private final RpcClient client = new RpcClient();
    private final Ejections ejections =
            new Ejections(EjectionRules.DEFAULT, EjectionEvent.UNHEARD, System.nanoTime());

    @AfterEach
    void close() {
        client.close();
    }

    private Target target(int port, int weight, String zone) {
        Endpoint endpoint =
                Endpoint.of(new Address("127.0.0.1", port)).withWeight(weight).withZone(zone);
        KeptConnection.Dialling dialling =
                new KeptConnection.Dialling(client, Loopback.ALICE, Backoff.DEFAULT, () -> {});
        return new Target(
                endpoint,
                new KeptConnection(endpoint.address(), dialling),
                ejections.join(endpoint.address()));
    }

    private List<Target> targets(int count) {
        List<Target> targets = new ArrayList<>();
        for (int port = 1; port <= count; port++) {
            targets.add(target(port, 1, ""));
        }
        return targets;
    }

    private static Map<Target, Integer> picks(Balancer.Picker picker, int count) {
        Map<Target, Integer> picks = new HashMap<>();
        for (int at = 0; at < count; at++) {
            picks.merge(picker.pick(CallOptions.DEFAULT, target -> true), 1, Integer::sum);
        }
        return picks;
    }

    @Test
    void round_robin_is_even_and_skips_what_is_not_usable() {
        List<Target> targets = targets(3);
        Balancer.Picker picker = Balancer.roundRobin().over(targets);
        assertThat(picks(picker, 300).values()).containsOnly(100);
        Target down = targets.get(1);
        for (int at = 0; at < 10; at++) {
            assertThat(picker.pick(CallOptions.DEFAULT, target -> target != down))
                    .isNotSameAs(down);
        }
        assertThat(picker.pick(CallOptions.DEFAULT, target -> false)).isNull();
    }

    @Test
    void weights_are_kept_exactly_and_interleaved() {
        Target heavy = target(1, 5, "");
        Target light = target(2, 1, "");
        Target other = target(3, 1, "");
        Balancer.Picker picker = Balancer.weighted().over(List.of(heavy, light, other));
        List<Target> turn = new ArrayList<>();
        for (int at = 0; at < 7; at++) {
            turn.add(picker.pick(CallOptions.DEFAULT, target -> true));
        }
        assertThat(turn).containsExactly(heavy, heavy, light, heavy, other, heavy, heavy);
    }

    @Test
    void the_least_loaded_gets_the_calls() {
        List<Target> targets = targets(2);
        long nowNs = System.nanoTime();
        targets.get(0).begin();
        targets.get(0).end(nowNs - TimeUnit.MILLISECONDS.toNanos(500), null, false);
        targets.get(1).begin();
        targets.get(1).end(nowNs - TimeUnit.MILLISECONDS.toNanos(1), null, false);
        Balancer.Picker picker = Balancer.leastLoaded().over(targets);
        assertThat(picks(picker, 100)).containsOnlyKeys(targets.get(1));
    }

    /** Calls come ten a millisecond and are answered after so many; who got how many of them. */
    private static Map<Target, Integer> simulate(
            List<Target> targets, ToIntFunction<Target> answersAfterMs, int calls) {
        Balancer.Picker picker = Balancer.leastLoaded().over(targets);
        Queue<Map.Entry<Integer, Target>> open =
                new PriorityQueue<>(Comparator.comparing(Map.Entry<Integer, Target>::getKey));
        Map<Target, Integer> picks = new HashMap<>();
        for (int at = 0; at < calls; at++) {
            while (!open.isEmpty() && open.element().getKey() <= at) {
                Target answers = open.remove().getValue();
                answered(answers, answersAfterMs.applyAsInt(answers));
            }
            Target picked =
                    Objects.requireNonNull(picker.pick(CallOptions.DEFAULT, target -> true));
            picked.begin();
            picks.merge(picked, 1, Integer::sum);
            open.add(Map.entry(at + 10 * answersAfterMs.applyAsInt(picked), picked));
        }
        return picks;
    }

    private static void answered(Target target, int afterMs) {
        long nowNs = System.nanoTime();
        target.end(nowNs - TimeUnit.MILLISECONDS.toNanos(afterMs), nowNs, null, false);
    }

    private static void knowToAnswerAfterOneMs(List<Target> targets) {
        for (Target target : targets) {
            target.begin();
            answered(target, 1);
        }
    }

    @Test
    void a_new_instance_gets_its_share_and_not_everything_until_its_first_answer() {
        List<Target> targets = targets(5);
        Target fresh = targets.getLast();
        knowToAnswerAfterOneMs(targets.subList(0, 4));
        Map<Target, Integer> first = simulate(targets, target -> 20, 150);
        assertThat(first.get(fresh)).as("of 150 that are not answered").isBetween(15, 45);
    }

    @Test
    void a_new_instance_that_is_slow_gets_few_and_one_that_is_quick_its_share() {
        List<Target> targets = targets(5);
        Target slow = targets.get(3);
        Target quick = targets.get(4);
        knowToAnswerAfterOneMs(targets.subList(0, 3));
        Map<Target, Integer> picks = simulate(targets, target -> target == slow ? 50 : 1, 4000);
        assertThat(picks.get(slow)).isBetween(1, 200);
        assertThat(picks.get(quick)).isBetween(500, 2000);
    }

    @Test
    void one_that_was_silent_for_long_is_as_good_as_new() {
        PeakEwma latency = new PeakEwma();
        long nowNs = System.nanoTime();
        latency.observe(TimeUnit.MILLISECONDS.toNanos(1), nowNs);
        assertThat(latency.averageNs(nowNs + TimeUnit.SECONDS.toNanos(10))).isPositive();
        assertThat(latency.averageNs(nowNs + TimeUnit.MINUTES.toNanos(1))).isZero();
    }

    @Test
    void one_that_is_well_again_is_not_judged_by_how_slow_it_was() {
        List<Target> targets = targets(2);
        Target stalled = targets.get(0);
        long nowNs = System.nanoTime();
        targets.forEach(Target::begin);
        stalled.end(nowNs - TimeUnit.SECONDS.toNanos(1), null, false);
        targets.get(1).end(nowNs - TimeUnit.MILLISECONDS.toNanos(1), null, false);
        Balancer.Picker picker = Balancer.leastLoaded().over(targets);
        assertThat(picks(picker, 100)).containsOnlyKeys(targets.get(1));
        stalled.begin();
        stalled.endTrial(System.nanoTime(), null, false);
        assertThat(picks(picker, 100)).containsKey(stalled);
    }

    @Test
    void one_that_turns_calls_away_does_not_look_quick() {
        List<Target> targets = targets(2);
        Target overloaded = targets.get(0);
        Failure refusal = new Unavailable.Overloaded("rpc.overloaded", "too much to do");
        for (int call = 0; call < 10; call++) {
            long nowNs = System.nanoTime();
            targets.forEach(Target::begin);
            overloaded.end(nowNs, refusal, true);
            targets.get(1).end(nowNs - TimeUnit.MILLISECONDS.toNanos(5), null, false);
        }
        assertThat(picks(Balancer.leastLoaded().over(targets), 100))
                .containsOnlyKeys(targets.get(1));
    }

    @Test
    void one_that_is_left_for_another_looks_as_slow_as_it_was_by_then() {
        List<Target> targets = targets(2);
        long nowNs = System.nanoTime();
        targets.forEach(Target::begin);
        targets.get(0).end(nowNs - TimeUnit.SECONDS.toNanos(1), new CancellationException(), false);
        targets.get(1).end(nowNs - TimeUnit.MILLISECONDS.toNanos(1), null, false);
        assertThat(picks(Balancer.leastLoaded().over(targets), 100))
                .containsOnlyKeys(targets.get(1));
    }

    @Test
    void a_key_stays_where_it_was_when_another_instance_leaves() {
        List<Target> targets = targets(5);
        Balancer.Picker before = Balancer.consistentHash().over(targets);
        Balancer.Picker after = Balancer.consistentHash().over(targets.subList(0, 4));
        Map<Target, Integer> spread = new HashMap<>();
        for (int key = 0; key < 2000; key++) {
            CallOptions options = CallOptions.DEFAULT.withHashKey("key" + key);
            Target then = before.pick(options, target -> true);
            spread.merge(then, 1, Integer::sum);
            if (then != targets.get(4)) {
                assertThat(after.pick(options, target -> true)).isSameAs(then);
            }
        }
        assertThat(spread.values()).allSatisfy(count -> assertThat(count).isBetween(200, 700));
    }

    @Test
    void the_own_zone_comes_first() {
        Target near = target(1, 1, "here");
        Target far = target(2, 1, "there");
        Balancer.Picker picker =
                Balancer.zoneFirst("here", Balancer.roundRobin()).over(List.of(far, near));
        assertThat(picks(picker, 10)).containsOnlyKeys(near);
        assertThat(picker.pick(CallOptions.DEFAULT, target -> target != near)).isSameAs(far);
    }
}

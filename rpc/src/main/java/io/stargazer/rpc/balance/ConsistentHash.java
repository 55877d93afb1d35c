package io.stargazer.rpc.balance;

import io.stargazer.rpc.client.CallOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A hash ring: each instance has points in proportion to its weight; a key belongs to the next
 * point.
 */
final class ConsistentHash implements Balancer.Picker {

    private static final int POINTS = 128;
    private static final int MOST_POINTS = 2048;

    private final long[] points;
    private final Target[] owners;

    ConsistentHash(List<Target> targets) {
        Map<Long, Target> ring = new TreeMap<>();
        for (Target target : targets) {
            int count = Math.min(MOST_POINTS, POINTS * target.endpoint().weight());
            for (int point = 0; point < count; point++) {
                ring.put(hash(target.endpoint().address() + "#" + point), target);
            }
        }
        points = ring.keySet().stream().mapToLong(Long::longValue).toArray();
        owners = ring.values().toArray(Target[]::new);
    }

    @Override
    public @Nullable Target pick(CallOptions options, Predicate<Target> usable) {
        if (points.length == 0) {
            return null;
        }
        String key = options.hashKey();
        long hash = key == null ? ThreadLocalRandom.current().nextLong() : hash(key);
        int found = Arrays.binarySearch(points, hash);
        int start = found >= 0 ? found : -found - 1;
        for (int step = 0; step < owners.length; step++) {
            Target owner = owners[(start + step) % owners.length];
            if (usable.test(owner)) {
                return owner;
            }
        }
        return null;
    }

    /** FNV-1a, then the finisher of MurmurHash3, so that similar keys land far apart. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (next & 0xFF)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}

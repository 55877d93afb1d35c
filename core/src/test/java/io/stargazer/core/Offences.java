package io.stargazer.core;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One class for each way to break the determinism law; only its scan uses them. */
final class Offences {

    private Offences() {}

    record Millis() {
        long now() {
            return System.currentTimeMillis();
        }
    }

    record Nanos() {
        long now() {
            return System.nanoTime();
        }
    }

    record Moment() {
        Instant now() {
            return Instant.now();
        }
    }

    record Dice() {
        Object throwing(Object seed) {
            return new Random(seed.hashCode());
        }
    }

    record Identifier() {
        String fresh() {
            return UUID.randomUUID().toString();
        }
    }

    record Chance() {
        boolean isGood() {
            return Math.random() > 0.5;
        }
    }

    record Thinking(Thread thread) {}

    record Counting(AtomicLong counter) {}

    record Reading(java.io.File file) {}

    record Walking(java.nio.file.Path path) {}

    record Calling(java.net.URI address) {}

    record Hashing() {
        Object make() {
            return new HashMap<String, String>();
        }
    }

    record MapOf() {
        Object make() {
            return Map.of("a", "b");
        }
    }

    record SetOf() {
        Object make() {
            return Set.of("a", "b");
        }
    }

    record Collecting() {
        Object make(Collection<String> all) {
            return all.stream().collect(Collectors.toSet());
        }
    }

    record Speaking(Locale locale) {}

    record Lowering() {
        @SuppressWarnings("StringCaseLocaleUsage")
        String lower(String text) {
            return text.toLowerCase();
        }
    }

    record Weighing() {
        long weigh(double weight) {
            return weight > 0.5 ? 1 : 0;
        }
    }

    record Averaging() {
        float average(float a, float b) {
            return (a + b) / 2;
        }
    }

    @SuppressWarnings("NonFinalStaticField")
    static final class Remembering {
        static @Nullable String last;

        private Remembering() {}

        static void remember(String text) {
            last = text;
        }
    }

    /** Nothing here is forbidden. */
    record Innocent(String name, List<String> list) {
        Object make() {
            Map<String, String> sorted = new TreeMap<>();
            sorted.put(name, Objects.toString(list));
            return new LinkedHashMap<>(sorted);
        }
    }
}

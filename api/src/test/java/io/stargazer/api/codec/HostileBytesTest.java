package io.stargazer.api.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.stargazer.api.Rejected;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever the bytes are, reading them ends in a value, Malformed or Rejected, at little cost. */
final class HostileBytesTest {

    private static final int MUTATIONS = 100_000;
    private static final long MAX_ALLOCATED_BYTES = 1 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final List<Vocabulary.Word> words = Vocabulary.words().toList();

    @Test
    void mutated_bytes_are_read_or_refused_and_nothing_else() {
        int read = 0;
        for (int seed = 0; seed < MUTATIONS; seed++) {
            RandomScalars random = new RandomScalars(seed);
            Vocabulary.Word word = words.get(seed % words.size());
            byte[] good = word.codec().encode(new Values(random).of(word.record()));
            if (survives(seed, word, mutate(good, random))) {
                read++;
            }
        }
        assertThat(read).as("some mutations are legal").isBetween(1, MUTATIONS - 1);
    }

    @Test
    void random_bytes_are_read_or_refused_and_nothing_else() {
        for (int seed = 0; seed < 20_000; seed++) {
            RandomScalars random = new RandomScalars(seed);
            byte[] bytes = new byte[random.below(64)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) random.below(random.below(2) == 0 ? 16 : 256);
            }
            survives(seed, words.get(seed % words.size()), bytes);
        }
    }

    private static boolean survives(int seed, Vocabulary.Word word, byte[] bytes) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        @Nullable Object value = decode(seed, word, bytes);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated)
                .as("bytes allocated for %d bytes, seed %d", bytes.length, seed)
                .isLessThan(MAX_ALLOCATED_BYTES);
        if (value == null) {
            return false;
        }
        assertThat(word.codec().decode(word.codec().encode(value)))
                .as("%s, seed %d", word, seed)
                .isEqualTo(value);
        return true;
    }

    private static @Nullable Object decode(int seed, Vocabulary.Word word, byte[] bytes) {
        try {
            return word.codec().decode(bytes);
        } catch (Malformed | Rejected refused) {
            return null;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            String hex = HexFormat.of().formatHex(bytes);
            throw new AssertionError(word + ", seed " + seed + ", bytes " + hex, e);
        }
    }

    private static byte[] mutate(byte[] good, RandomScalars random) {
        byte[] bytes = good.clone();
        int changes = 1 + random.below(3);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            int at = random.below(bytes.length);
            switch (random.below(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.below(8));
                case 1 -> bytes[at] = (byte) 0xFF;
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.below(9));
                default -> {
                    int length = random.below(bytes.length - at);
                    System.arraycopy(bytes, random.below(at + 1), bytes, at, length);
                }
            }
        }
        return bytes;
    }
}

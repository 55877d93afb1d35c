package io.stargazer.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Tag;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** RP-9: bytes that are no record are refused, in the words of the record where it has some. */
public class HostileRecordsTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    public sealed interface Tree {}

    @Tag(1)
    public record Leaf(int value) implements Tree {
        public Leaf {
            if (value < 0) {
                throw new IllegalArgumentException("a leaf is not negative");
            }
            if (value == 13) {
                throw new Rejected(Status.INVALID_ARGUMENT, "tree.unlucky", "not this one");
            }
        }
    }

    @Tag(2)
    public record Branch(List<Tree> trees, SortedMap<String, byte[]> notes) implements Tree {}

    interface Forest {
        List<Tree> grow(Tree seed, String name);
    }

    private static final List<ContractMethod> METHODS = ContractMethod.of(Forest.class);
    private static final ContractMethod GROW = METHODS.getFirst();
    private static final PayloadCodec RECORDS =
            new RecordPayload().forContract(Forest.class, METHODS);

    @Test
    void a_wrong_tag_is_refused() {
        for (long tag : new long[] {0, 3, 16_384, Long.MAX_VALUE, -1}) {
            Sink sink = new Sink();
            sink.unsigned(tag);
            sink.signed(1);
            sink.string("x");
            refused(sink.toArray());
        }
    }

    @Test
    void a_giant_count_is_refused_and_costs_nothing() {
        for (long count : new long[] {1_000, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
            Sink list = new Sink();
            list.unsigned(2);
            list.unsigned(count);
            refused(list.toArray());
            Sink map = new Sink();
            map.unsigned(2);
            map.unsigned(0);
            map.unsigned(count);
            refused(map.toArray());
            Sink text = new Sink();
            text.unsigned(1);
            text.signed(1);
            text.unsigned(count);
            refused(text.toArray());
        }
    }

    @Test
    void deep_nesting_is_refused() {
        Sink sink = new Sink();
        for (int level = 0; level < 100_000; level++) {
            sink.unsigned(2);
            sink.unsigned(1);
        }
        refused(sink.toArray());
    }

    @Test
    void cut_off_and_overlong_bytes_are_refused() {
        byte[] good = good();
        for (int length = 0; length < good.length; length++) {
            refused(java.util.Arrays.copyOf(good, length));
        }
        refused(java.util.Arrays.copyOf(good, good.length + 1));
        assertThat(RECORDS.decodeArguments(GROW, good)).hasSize(2);
    }

    @Test
    void what_a_constructor_refuses_is_a_bad_payload_unless_it_says_it_better() {
        refused(leaf(-1));
        assertThatThrownBy(() -> RECORDS.decodeArguments(GROW, leaf(13)))
                .isInstanceOf(Rejected.class)
                .hasMessage("not this one");
        assertThatThrownBy(() -> RECORDS.decode(Leaf.class, new byte[] {1}))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void noise_is_read_or_refused_and_nothing_else() {
        Random random = new Random(11);
        byte[] good = good();
        for (int round = 0; round < 50_000; round++) {
            byte[] noise = good.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
            }
            try {
                RECORDS.decodeArguments(GROW, noise);
            } catch (Rejected refused) {
                assertThat(refused.code()).isIn("rpc.bad-payload", "tree.unlucky");
            }
        }
    }

    private static byte[] good() {
        Tree tree =
                new Branch(
                        List.of(new Leaf(1), new Branch(List.of(), new TreeMap<>())),
                        new TreeMap<>(java.util.Map.of("note", new byte[] {1, 2, 3})));
        return RECORDS.encodeArguments(GROW, new Object[] {tree, "name"});
    }

    private static byte[] leaf(int value) {
        Sink sink = new Sink();
        sink.unsigned(1);
        sink.signed(value);
        sink.string("x");
        return sink.toArray();
    }

    private static void refused(byte[] payload) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> RECORDS.decodeArguments(GROW, payload))
                .isInstanceOf(Rejected.class)
                .extracting(thrown -> ((Rejected) thrown).code())
                .isEqualTo("rpc.bad-payload");
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
    }
}

package io.stargazer.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.stargazer.api.Rejected;
import io.stargazer.rpc.gadget.Gadgets;
import io.stargazer.rpc.gadget.Lies;
import io.stargazer.rpc.gadget.RecordingLoader;
import io.stargazer.rpc.gadget.Tripwire;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.fory.Fory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * RP-9: no payload makes, or even looks for, a class that the contract does not name, and none
 * takes more memory than it is worth.
 */
class GadgetTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long BYTES_FOR_A_LIE = 2 << 20;
    private static final long BYTES_OF_NAMES = 200 * 500;

    sealed interface Part {}

    record Screw(double length) implements Part {}

    /** The most welcoming contract there can be: it takes anything. */
    interface Open {
        String take(Object anything, List<String> names, Part[] parts, Optional<Screw> screw);
    }

    interface Frank {
        Pattern pattern(Exception why);
    }

    private static final List<ContractMethod> METHODS = ContractMethod.of(Open.class);
    private static final ContractMethod TAKE = METHODS.getFirst();

    private static Map<String, byte[]> payloads = Map.of();

    @BeforeAll
    static void write() throws Exception {
        payloads = Gadgets.payloads(4);
    }

    private final RecordingLoader loader = new RecordingLoader();
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private PayloadCodec fory;

    @BeforeEach
    void readThroughALoaderThatRemembers() {
        Tripwire.reset();
        Thread.currentThread().setContextClassLoader(loader);
        fory = new ForyPayload().forContract(Open.class, METHODS);
    }

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void no_gadget_is_made_or_looked_for() throws Exception {
        assertThat(payloads).hasSizeGreaterThan(80);
        payloads.forEach(this::refused);
        assertThat(Tripwire.sprung()).isEmpty();
        assertThat(loader.asked())
                .noneMatch(name -> name.contains("Bombs"))
                .doesNotContain("java.net.URL", "java.io.File");
    }

    @Test
    void the_wire_springs_where_classes_may_be_named() throws Exception {
        Fory careless =
                Fory.builder()
                        .withXlang(false)
                        .requireClassRegistration(false)
                        .suppressClassRegistrationWarnings(true)
                        .withClassLoader(loader)
                        .build();
        careless.deserialize(payloads.get("a class as a key, evolving"));
        assertThat(Tripwire.sprung()).contains("loaded", "hashed");
        assertThat(loader.asked()).anyMatch(name -> name.contains("Bombs"));
    }

    @Test
    void a_count_that_lies_costs_nothing() {
        int read = 0;
        List<byte[]> lies = Lies.payloads(4);
        for (byte[] lie : lies) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            try {
                fory.decodeArguments(TAKE, lie);
                read++;
            } catch (Rejected refused) {
                assertThat(refused.code()).isEqualTo("rpc.bad-payload");
            }
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated)
                    .isLessThan(BYTES_FOR_A_LIE);
        }
        assertThat(read).isLessThan(lies.size() / 2);
    }

    @Test
    void names_of_classes_are_not_kept() {
        long least = Long.MAX_VALUE;
        // Names that are kept are kept in every round; what else the process does is not.
        for (int round = 0; round < 30 && least >= BYTES_OF_NAMES; round++) {
            List<byte[]> unheard = new ArrayList<>();
            for (int at = 0; at < 200; at++) {
                unheard.add(unheardOf("evil.Gadget" + round + "x" + at));
            }
            long used = usedAfterGc();
            unheard.forEach(payload -> refused("a name", payload));
            least = Math.min(least, usedAfterGc() - used);
        }
        assertThat(least).as("bytes kept of 200 names").isLessThan(BYTES_OF_NAMES);
    }

    private static byte[] unheardOf(String name) {
        Fory attacker = Fory.builder().withXlang(false).withCodegen(false).build();
        attacker.register(Screw.class, name);
        return attacker.serialize(new Object[] {new Screw(1), null, null, null});
    }

    private static long usedAfterGc() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void what_lists_maps_and_arrays_hold_must_be_what_the_contract_says() {
        assertThat(read("x", List.of("a"), new Part[] {new Screw(1)}, Optional.of(new Screw(2))))
                .hasSize(4);
        assertThatThrownBy(() -> read(1, List.of("a", 2), null, null))
                .hasMessageContaining("another type");
        assertThatThrownBy(() -> read(1, null, null, Optional.of("x")))
                .hasMessageContaining("another type");
        assertThatThrownBy(() -> read(1, null, new Object[] {"x"}, null))
                .hasMessageContaining("another type");
        assertThat(DeclaredType.require(named(0), new HashMap<>(Map.of("a", List.of(1)))))
                .isNotNull();
        assertThatThrownBy(() -> DeclaredType.require(named(0), Map.of("a", List.of("b"))))
                .hasMessageContaining("another type");
        assertThatThrownBy(() -> DeclaredType.require(named(0), Map.of(1, List.of(1))))
                .hasMessageContaining("another type");
    }

    interface Maps {
        void put(Map<String, List<? extends Integer>> map);
    }

    private static java.lang.reflect.Type named(int parameter) {
        return ContractMethod.of(Maps.class).getFirst().parameters().get(parameter);
    }

    private @Nullable Object[] read(@Nullable Object... arguments) {
        return fory.decodeArguments(TAKE, fory.encodeArguments(TAKE, arguments));
    }

    @Test
    void failures_and_patterns_travel_where_the_contract_names_them() {
        List<ContractMethod> methods = ContractMethod.of(Frank.class);
        PayloadCodec frank = new ForyPayload().forContract(Frank.class, methods);
        ContractMethod pattern = methods.getFirst();
        @Nullable Object[] read =
                frank.decodeArguments(
                        pattern,
                        frank.encodeArguments(
                                pattern, new Object[] {new IllegalStateException("why")}));
        assertThat(read[0]).isInstanceOf(IllegalStateException.class);
        byte[] answer = frank.encode(pattern.result(), Pattern.compile("a+"));
        assertThat(frank.decode(pattern.result(), answer)).hasToString("a+");
        assertThatThrownBy(() -> fory.encode(Object.class, Pattern.compile("a")))
                .isInstanceOf(Rejected.class);
    }

    private void refused(String what, byte[] payload) {
        assertThatThrownBy(() -> fory.decodeArguments(TAKE, payload), what)
                .isInstanceOf(Rejected.class)
                .extracting(thrown -> ((Rejected) thrown).code())
                .isEqualTo("rpc.bad-payload");
    }

    @Test
    void nothing_is_left_of_a_refused_payload() {
        List<Object> good = new ArrayList<>(List.of("x"));
        for (byte[] lie : Lies.payloads(4).subList(0, 200)) {
            try {
                fory.decodeArguments(TAKE, lie);
            } catch (Rejected refused) {
                assertThat(read(good, List.of("a"), null, null)[0]).isEqualTo(good);
            }
        }
    }
}

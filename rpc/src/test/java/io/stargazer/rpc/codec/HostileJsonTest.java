package io.stargazer.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.sun.management.ThreadMXBean;
import io.stargazer.api.Rejected;
import io.stargazer.rpc.gadget.Bombs;
import io.stargazer.rpc.gadget.Tripwire;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RP-9: JSON that is not what it seems is refused, and chooses no class. */
class HostileJsonTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    record Part(String name, int count, double weight, List<Part> parts) {
        Part {
            if (count < 0) {
                throw new IllegalArgumentException("a part has no negative count");
            }
        }
    }

    /** A contract that was careless enough to let its callers choose a class. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    interface Careless {}

    interface Contract {
        void part(Part part);

        void numbers(int one, long two, BigInteger big, BigDecimal exact);

        void anything(@Nullable Object thing, Map<String, Object> things);

        void careless(Careless careless);

        void at(Instant moment);
    }

    private static final PayloadCodec JSON = new JsonPayload();
    private static final List<ContractMethod> METHODS = ContractMethod.of(Contract.class);

    @BeforeEach
    void rearm() {
        Tripwire.reset();
    }

    @Test
    void text_that_is_no_json_is_refused() {
        for (String text :
                new String[] {
                    "",
                    "{",
                    "[",
                    "[{]",
                    "nonsense",
                    "[1",
                    "\u0000",
                    "\uFEFF[",
                    "[{}} ",
                    "[{}] {}",
                    "[{}]]",
                    "['a']",
                    "[// x\n{}]",
                    "[{name:1}]",
                    "true",
                    "1",
                    "\"\\ud800\""
                }) {
            refused("part", text);
        }
    }

    @Test
    void a_key_that_comes_twice_is_refused() {
        refused("part", "[{\"name\":\"a\",\"name\":\"b\",\"count\":1,\"weight\":1}]");
        refused("part", "{\"part\":null,\"part\":null}");
        refused("anything", "[{\"deep\":{\"a\":1,\"a\":2}},null]");
    }

    @Test
    void numbers_that_are_none_or_do_not_fit_are_refused() {
        for (String number :
                new String[] {
                    "NaN",
                    "Infinity",
                    "-Infinity",
                    "0x10",
                    "01",
                    "1.",
                    "+1",
                    "1e",
                    "2147483648",
                    "1e400",
                    "99999999999999999999",
                    "\"x\"",
                    "true",
                    "[]",
                    "null"
                }) {
            refused("numbers", "[" + number + ",2,3,4]");
        }
        refused("numbers", "[1,2,1e1000000000,4]");
        refused("numbers", "[1,2,3," + "9".repeat(1_001) + "]");
        refused("numbers", "[1,2,\"" + "9".repeat(1_001) + "\",4]");
        refused("part", "[{\"name\":\"a\",\"count\":1,\"weight\":NaN}]");
        refused("at", "[1e1000000000]");
    }

    @Test
    void deep_nesting_is_refused() {
        for (int levels : new int[] {65, 1_000, 500_000}) {
            refused("anything", "[" + "[".repeat(levels) + "]".repeat(levels) + ",null]");
            refused("part", "[{\"parts\":".repeat(levels));
            refused("anything", "{\"unknown\":" + "{\"a\":".repeat(levels));
        }
    }

    @Test
    void a_class_named_in_the_text_is_not_made() {
        String bomb = Bombs.Bomb.class.getName();
        for (String key : new String[] {"@class", "@type", "class", "$type", "javaClass"}) {
            String object = "{\"" + key + "\":\"" + bomb + "\",\"command\":\"x\"}";
            @Nullable Object[] read = decode("anything", "[" + object + ",{\"x\":" + object + "}]");
            assertThat(read[0]).isInstanceOf(LinkedHashMap.class);
            assertThat(read[1]).extracting("x").isInstanceOf(LinkedHashMap.class);
        }
        assertThat(decode("anything", "[[\"" + bomb + "\",{}],null]")[0]).isInstanceOf(List.class);
        refused("careless", "[{\"@class\":\"" + bomb + "\"}]");
        refused("careless", "[{\"@class\":\"java.net.URL\"}]");
        assertThat(Tripwire.sprung()).isEmpty();
    }

    @Test
    void what_a_constructor_refuses_is_a_bad_payload() {
        assertThatThrownBy(() -> decode("part", "[{\"name\":\"a\",\"count\":-1,\"weight\":1}]"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("no negative count");
    }

    @Test
    void long_text_costs_a_few_times_its_length() {
        for (String unit : new String[] {"[],", "{},", "1,", "\"\",", "{\"a\":1},"}) {
            String text = "[null,{\"x\":[" + unit.repeat(1 << 18) + "1]}]";
            long before = THREADS.getCurrentThreadAllocatedBytes();
            decode("anything", text);
            assertThat((THREADS.getCurrentThreadAllocatedBytes() - before) / text.length())
                    .as(unit)
                    .isLessThan(80);
            before = THREADS.getCurrentThreadAllocatedBytes();
            decode("anything", "{\"unknown\":[" + unit.repeat(1 << 18) + "1]}");
            assertThat((THREADS.getCurrentThreadAllocatedBytes() - before) / text.length())
                    .as("ignored: " + unit)
                    .isLessThan(20);
        }
    }

    @Test
    void noise_is_read_or_refused_and_nothing_else() {
        String good =
                "[{\"name\":\"a\",\"count\":1,\"weight\":1e3,\"parts\":[{\"name\":\"\\u0041\"}]}]";
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = good.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(3); change >= 0; change--) {
                noise[random.nextInt(noise.length)] =
                        (byte)
                                (random.nextBoolean()
                                        ? random.nextInt(256)
                                        : good.charAt(random.nextInt(good.length())));
            }
            try {
                JSON.decodeArguments(method("part"), noise);
            } catch (Rejected refused) {
                assertThat(refused.code()).isEqualTo("rpc.bad-payload");
            }
        }
    }

    private static @Nullable Object[] decode(String method, String text) {
        return JSON.decodeArguments(method(method), text.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String method, String text) {
        String shown = text.length() > 60 ? text.substring(0, 60) : text;
        assertThatThrownBy(() -> decode(method, text), "%s %s", method, shown)
                .isInstanceOf(Rejected.class)
                .extracting(thrown -> ((Rejected) thrown).code())
                .isEqualTo("rpc.bad-payload");
    }

    private static ContractMethod method(String name) {
        return METHODS.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }
}

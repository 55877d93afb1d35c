package io.stargazer.rpc.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.stargazer.rpc.HashKey;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.service.ServiceTable;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RP-4: one parameter of a method chooses the instance. */
@Timeout(60)
class HashKeyTest {

    private final Fleet fleet =
            new Fleet(BalancedCaller.Settings.DEFAULT.withBalancer(Balancer.consistentHash()));

    /** Says which instance has answered. */
    public interface Carts {
        String add(int amount, @HashKey String cart);

        String any(String cart);
    }

    /** Two keys. */
    public interface Undecided {
        String add(@HashKey int amount, @HashKey String cart);
    }

    /** A key that says nothing. */
    public interface Streaming {
        String add(@HashKey Flow.Publisher<String> carts);
    }

    private record Numbered(String name) implements Carts {

        @Override
        public String add(int amount, String cart) {
            return name;
        }

        @Override
        public String any(String cart) {
            return name;
        }
    }

    @AfterEach
    void close() throws Exception {
        fleet.close();
    }

    @Test
    void calls_with_the_same_key_go_to_the_same_instance() throws Exception {
        for (String name : Set.of("one", "two", "three")) {
            fleet.add(new ServiceTable().bind("test", Carts.class, new Numbered(name)));
        }
        fleet.list();
        CallOptions options = CallOptions.DEFAULT.withHashKey("counts less");
        Carts carts = Loopback.proxy(Carts.class, fleet.caller, options);
        Set<String> reached = new HashSet<>();
        for (int key = 0; key < 32; key++) {
            String first = carts.add(0, "cart" + key);
            for (int again = 1; again < 5; again++) {
                assertThat(carts.add(again, "cart" + key)).isEqualTo(first);
            }
            reached.add(first);
        }
        assertThat(reached).hasSizeGreaterThan(1);
        assertThat(carts.any("cart1")).isEqualTo(carts.any("cart2"));
    }

    @Test
    void a_method_has_one_key_that_tells_its_values_apart() {
        for (Class<?> wrong : Set.of(Undecided.class, Streaming.class)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Loopback.proxy(wrong, fleet.caller, CallOptions.DEFAULT))
                    .withMessageContaining("one hash key");
        }
    }
}

package io.stargazer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.codec.Codec;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.HashedSecret;
import io.stargazer.api.identity.IdentityCommand;
import io.stargazer.api.identity.Role;
import io.stargazer.api.identity.VerificationKey;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryCommand;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionCommand;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.workflow.Plan;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is logged is kept and sent to every server: no part of a command is without a limit. */
final class CommandLimitsTest {

    private static final int MAX_ENCODED_BYTES = 240 * 1024;
    private static final HashedSecret SECRET =
            new HashedSecret("sha256", 1, Bytes.of(new byte[16]), Bytes.of(new byte[32]));
    private static final Map<Class<?>, Object> GOOD =
            Map.ofEntries(
                    Map.entry(String.class, "name"),
                    Map.entry(int.class, 1),
                    Map.entry(long.class, 1L),
                    Map.entry(Role.class, Role.VIEWER),
                    Map.entry(List.class, List.of()),
                    Map.entry(SortedMap.class, Collections.emptySortedMap()),
                    Map.entry(HashedSecret.class, SECRET),
                    Map.entry(ApplicationId.class, new ApplicationId("default", "shop")),
                    Map.entry(ServiceName.class, new ServiceName("default", "cart")),
                    Map.entry(Instance.class, Instance.of("cart-1", "1.0", "host:80")),
                    Map.entry(SessionCommand.Ending.class, SessionCommand.Ending.LOST),
                    Map.entry(TaskType.class, new TaskType("default", "resize")),
                    Map.entry(TypeLimits.class, TypeLimits.DEFAULT),
                    Map.entry(Bytes.class, Bytes.EMPTY),
                    Map.entry(WorkflowId.class, new WorkflowId("default", "nightly")),
                    Map.entry(Plan.class, new Plan(List.of(Step.of("a", "resize", "")))));

    static Stream<Class<?>> commands() {
        return Stream.of(
                        IdentityCommand.class,
                        SessionCommand.class,
                        RegistryCommand.class,
                        TaskCommand.class,
                        WorkflowCommand.class)
                .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_text_of_a_command_is_limited_and_clean(Class<?> command) {
        for (String bad : List.of("x".repeat(256), "a\nb", "a\u0000", "a\ud800b")) {
            assertEachIsRefused(command, String.class, bad);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_map_of_a_command_is_limited(Class<?> command) {
        SortedMap<String, Role> longKey = new TreeMap<>(Map.of("x".repeat(64), Role.VIEWER));
        SortedMap<String, Role> many = new TreeMap<>();
        for (int i = 0; i < 1025; i++) {
            many.put("namespace-" + i, Role.VIEWER);
        }
        assertEachIsRefused(command, SortedMap.class, longKey);
        assertEachIsRefused(command, SortedMap.class, many);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_list_of_a_command_is_limited(Class<?> command) {
        assertEachIsRefused(
                command, List.class, Collections.nCopies(TaskCommand.MOST_TASKS + 1, "x"));
    }

    @Test
    void hashes_and_keys_are_limited() {
        Bytes large = Bytes.of(new byte[1025]);
        Bytes small = Bytes.of(new byte[16]);
        assertRefused(() -> new HashedSecret("sha256", 1, large, small));
        assertRefused(() -> new HashedSecret("sha256", 1, small, large));
        assertRefused(() -> new VerificationKey("id", large, 0, 0));
    }

    @Test
    void the_overlap_of_secrets_is_0_to_30_days_to_the_millisecond() {
        long longest = 30L * 24 * 3600 * 1000;
        ApplicationId id = new ApplicationId("default", "shop");
        new IdentityCommand.RotateSecret(id, SECRET, 0);
        new IdentityCommand.RotateSecret(id, SECRET, longest);
        for (long bad :
                List.of(-1L, longest + 1, (1L << 32) * 1000, Long.MIN_VALUE, Long.MAX_VALUE)) {
            assertRefused(() -> new IdentityCommand.RotateSecret(id, SECRET, bad));
        }
    }

    @Test
    void the_largest_registration_is_not_large() {
        SortedMap<String, String> metadata = new TreeMap<>();
        for (int i = 0; i < 64; i++) {
            metadata.put(i + "语".repeat(510), "语".repeat(512));
        }
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            tags.add(i + "语".repeat(61));
        }
        String name = "n".repeat(63);
        RegistryCommand largest =
                new RegistryCommand.Register(
                        name,
                        new ServiceName(name, name),
                        new Instance(name, "1", "h".repeat(250) + ":80", 1, name, tags, metadata));
        assertThat(Codec.of(RegistryCommand.class).encode(largest).length)
                .isLessThan(MAX_ENCODED_BYTES);
    }

    private static void assertEachIsRefused(Class<?> command, Class<?> type, Object bad) {
        RecordComponent[] components = command.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            if (components[i].getType() == type) {
                int at = i;
                assertThat(refusal(() -> create(command, at, bad)))
                        .as("%s of %s: '%s'", components[i].getName(), command.getSimpleName(), bad)
                        .isInstanceOf(Rejected.class);
            }
        }
    }

    private static Object create(Class<?> command, int badAt, Object bad) throws Throwable {
        RecordComponent[] components = command.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = i == badAt ? bad : Objects.requireNonNull(GOOD.get(types[i]));
        }
        try {
            return command.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThat(refusal(call)).isInstanceOf(Rejected.class);
    }

    private static Throwable refusal(ThrowingCallable call) {
        return catchThrowable(call);
    }
}

package io.stargazer.core;

import io.stargazer.api.Command;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.HashedSecret;
import io.stargazer.api.identity.IdentityCommand;
import io.stargazer.api.identity.Role;
import io.stargazer.api.identity.VerificationKey;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryCommand;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionCommand;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Seeded commands of all kinds about few things, so that they meet, repeat and contradict each
 * other. In a storm many sessions are lost, so that services come under protection.
 */
public final class RandomCommands {

    private static final List<String> NAMESPACES = List.of("default", "bank");
    private static final int SESSIONS = 14;
    private static final int STEPS_OF_WEATHER = 40;

    private final Random random;
    private final RandomTasks tasks;
    private final RandomWorkflows workflows;
    private final RandomSchedules schedules;
    private int step;

    public RandomCommands(long seed) {
        random = new Random(seed);
        tasks = new RandomTasks(random);
        workflows = new RandomWorkflows(random);
        schedules = new RandomSchedules(random, () -> step, () -> History.START_MS + step * 1000L);
    }

    public Command next() {
        boolean storm = step++ / STEPS_OF_WEATHER % 3 == 2;
        int kind = below(100);
        if (storm && kind < 50) {
            boolean lost = below(8) > 0;
            return new SessionCommand.EndSession(
                    session(), lost ? SessionCommand.Ending.LOST : ending());
        }
        if (kind < 18) {
            return identity();
        }
        if (kind < 45) {
            return ofSessions();
        }
        if (kind < 75) {
            return ofRegistry();
        }
        if (kind < 87) {
            return tasks.next();
        }
        return kind < 94 ? workflows.next() : schedules.next();
    }

    private SessionCommand ofSessions() {
        String session = session();
        if (below(10) == 0) {
            return new SessionCommand.EndSession(session, ending());
        }
        ApplicationId owner = below(12) == 0 ? application() : ownerOf(session);
        return new SessionCommand.OpenSession(session, owner, "host pid " + below(3));
    }

    private RegistryCommand ofRegistry() {
        return switch (below(24)) {
            case 0 -> new RegistryCommand.Deregister(service(), instanceId());
            case 1, 2 -> new RegistryCommand.SetWeight(service(), instanceId(), below(3) * 50);
            case 3 -> new RegistryCommand.ForgetLost(service());
            case 4 -> new RegistryCommand.RecordCaller(application(), service());
            case 5 -> new RegistryCommand.ForgetCaller(application(), service());
            default -> register();
        };
    }

    private RegistryCommand register() {
        String session = session();
        String namespace = below(15) == 0 ? namespace() : ownerOf(session).namespace();
        String id = below(6) == 0 ? instanceId() : "i-" + session;
        SortedMap<String, String> metadata = new TreeMap<>();
        if (below(3) == 0) {
            metadata.put("region", "Zürich");
            metadata.put("build", "语 " + below(2));
        }
        Instance instance =
                new Instance(
                        id,
                        "1." + below(2),
                        "10.0.0." + below(3) + ":8080",
                        Instance.DEFAULT_WEIGHT,
                        below(2) == 0 ? "" : "zone-1",
                        below(3) == 0 ? List.of("blue", "fast") : List.of(),
                        metadata);
        return new RegistryCommand.Register(
                session, new ServiceName(namespace, "service-" + below(2)), instance);
    }

    private IdentityCommand identity() {
        return switch (below(14)) {
            case 0, 1 -> new IdentityCommand.CreateNamespace(namespaceOrSpare());
            case 2 -> new IdentityCommand.DeleteNamespace(namespaceOrSpare());
            case 3, 4, 5 ->
                    new IdentityCommand.CreateApplication(
                            application(), Role.values()[below(3)], secret());
            case 6, 7 ->
                    new IdentityCommand.RotateSecret(application(), secret(), below(2) * 60_000L);
            case 8 -> new IdentityCommand.DeleteApplication(application());
            case 9 -> new IdentityCommand.CreateUser(user(), secret(), roles());
            case 10 -> new IdentityCommand.ChangePassword(user(), secret());
            case 11 ->
                    new IdentityCommand.PublishKey(
                            new VerificationKey(key(), Bytes.of((byte) below(9)), step, 0));
            case 12 -> new IdentityCommand.RetireKey(key());
            default -> new IdentityCommand.ForgetKey(key());
        };
    }

    private SortedMap<String, Role> roles() {
        SortedMap<String, Role> roles = new TreeMap<>();
        roles.put(below(2) == 0 ? "*" : namespace(), Role.values()[below(3)]);
        return roles;
    }

    private static HashedSecret secretOf(int number) {
        return new HashedSecret("sha256", 1, Bytes.of((byte) number), Bytes.of((byte) -number));
    }

    private HashedSecret secret() {
        return secretOf(below(4));
    }

    private SessionCommand.Ending ending() {
        return SessionCommand.Ending.values()[below(3)];
    }

    private static ApplicationId ownerOf(String session) {
        int number = Integer.parseInt(session.substring("s-".length()));
        return new ApplicationId(NAMESPACES.get(number % 2), "app-" + number % 3);
    }

    private String session() {
        return "s-" + below(SESSIONS);
    }

    private String namespace() {
        return NAMESPACES.get(below(2));
    }

    /** The spare one has no applications, and so can be deleted. */
    private String namespaceOrSpare() {
        return below(3) == 0 ? "spare" : namespace();
    }

    private ApplicationId application() {
        return new ApplicationId(namespace(), "app-" + below(3));
    }

    private ServiceName service() {
        return new ServiceName(namespace(), "service-" + below(2));
    }

    private String instanceId() {
        return "i-" + session();
    }

    private String user() {
        return "user-" + below(5);
    }

    private String key() {
        return "key-" + below(2);
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }
}

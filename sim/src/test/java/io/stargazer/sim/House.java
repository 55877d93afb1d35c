package io.stargazer.sim;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionContract.Opened;
import io.stargazer.core.ControlView;
import io.stargazer.core.registry.Service;
import io.stargazer.server.session.SessionService;
import io.stargazer.sim.log.LogFaults;
import io.stargazer.sim.world.SimClient;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A started server with one application, on a clock that the test turns by hand. */
final class House {

    static final ApplicationId SHOP = ApplicationId.parse("shop");
    static final Principal APPLICATION = SimClient.principalOf(SHOP);
    static final ServiceName SERVICE = new ServiceName("default", "orders");

    final SimWorld world = new SimWorld(1);
    final Principal admin;

    House() {
        TreeMap<String, Role> roles = new TreeMap<>();
        roles.put(Principal.EVERYWHERE, Role.ADMIN);
        admin = new Principal(Principal.Kind.USER, "admin", roles);
        world.start();
        pass(Duration.ofSeconds(1));
        await(services().identity().createNamespace(admin, "default"));
        await(services().identity().createApplication(admin, SHOP, Role.OPERATOR));
    }

    void pass(Duration duration) {
        world.clock().runFor(duration);
    }

    SimServer.Services services() {
        return world.server().services();
    }

    ControlView view() {
        return world.server().control().latest();
    }

    boolean hasSession(String id) {
        return view().sessions().sessions().contains(id);
    }

    Service service() {
        return Objects.requireNonNull(view().registry().service(SERVICE));
    }

    /** What it completes with, once the log has done its work. */
    <T> T await(CompletableFuture<T> future) {
        pass(Duration.ofMillis(100));
        if (!future.isDone()) {
            throw new AssertionError("not done within 100 ms");
        }
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    Line open(String session) {
        Line line = new Line();
        await(opening(line, session));
        return line;
    }

    CompletableFuture<Opened> opening(Line line, String session) {
        return services().sessions().open(APPLICATION, line, session, "test");
    }

    /** A provider with a session and an instance of its own. */
    Line provider(String name) {
        Line line = open(name);
        await(
                services()
                        .registry()
                        .register(
                                APPLICATION,
                                name,
                                SERVICE,
                                Instance.of(name, "1.0", name + ":7000")));
        return line;
    }

    /** Every entry goes the same way. */
    void faults(double notLeader, double lost, double unknown, Duration slowest) {
        world.faults(new LogFaults(notLeader, 0, lost, unknown, slowest, Duration.ofMillis(1)));
    }

    void noFaults() {
        world.faults(LogFaults.NONE);
    }

    /** A connection as the server sees it. */
    static final class Line implements SessionService.Connection {
        private final List<Runnable> onClose = new ArrayList<>();
        String reason = "";
        boolean closed;

        void breaks() {
            closed = true;
            onClose.forEach(Runnable::run);
            onClose.clear();
        }

        @Override
        public void onClose(Runnable action) {
            if (closed) {
                action.run();
            } else {
                onClose.add(action);
            }
        }

        @Override
        public void close(String why) {
            reason = why;
            breaks();
        }
    }
}

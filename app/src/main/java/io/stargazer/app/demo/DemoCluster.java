package io.stargazer.app.demo;

import io.stargazer.api.Unavailable;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.Credential;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.command.Shell;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.ServiceView;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The demo's world: a server, its applications, the providers, and the consumer in this process.
 */
final class DemoCluster implements AutoCloseable {

    private static final String PROVIDER = "text-statistics";
    private static final String CONSUMER = "source-reader";
    private static final String SCHEDULE = "/api/v1/schedules/default/";
    private static final int READY_WITHIN_SECONDS = 60;

    private final DemoProcesses processes;
    private final List<Process> providers = new ArrayList<>();
    private final List<Process> executors = new ArrayList<>();
    private @Nullable Process frozen;
    private final ApiClient admin;
    private final String server;
    private final String password = secret();
    private final String providerSecret;
    private final Stargazer consumer;

    DemoCluster(Shell shell, Path folder, int port, Class<?> program) throws IOException {
        processes = new DemoProcesses(folder, program);
        server = processes.startServer(port, password);
        admin = logIn(shell);
        providerSecret = createApplication(admin, PROVIDER);
        String consumerSecret = createApplication(admin, CONSUMER);
        consumer =
                Stargazer.connect(
                        Options.of(server, CONSUMER, consumerSecret)
                                .withCacheDirectory(folder.resolve("cache")));
    }

    String url() {
        return "http://" + server;
    }

    String password() {
        return password;
    }

    void startProvider() throws IOException {
        providers.add(processes.startProvider(server, PROVIDER, providerSecret));
    }

    /** Kills the first provider as the kernel does: without a word. */
    long killProvider() {
        Process victim = providers.removeFirst();
        victim.destroyForcibly();
        return victim.pid();
    }

    void startExecutor(Path source) throws IOException {
        executors.add(processes.startExecutor(server, PROVIDER, providerSecret, source));
    }

    /** Kills an executor as the kernel does. */
    void killExecutor() {
        executors.removeFirst().destroyForcibly();
    }

    /** An executor keeps its connections and does nothing any more. */
    void freezeExecutor() throws IOException, InterruptedException {
        Process victim = executors.removeFirst();
        frozen = victim;
        String pid = Long.toString(victim.pid());
        int status = new ProcessBuilder("kill", "-STOP", pid).start().waitFor();
        if (status != 0) {
            throw new IOException("kill -STOP " + pid + " failed");
        }
    }

    /** Has the server submit a task of this type every second. */
    void everySecond(String type) {
        admin.put(
                SCHEDULE + type, ApiClient.newObject().put("type", type).put("everyMillis", 1000));
    }

    /** How often that schedule has fired. */
    long fired(String type) {
        return admin.get(SCHEDULE + type).path("schedule").path("fired").asLong();
    }

    /** Waits until consumers can see so many providers. */
    void awaitProviders(int count) throws InterruptedException {
        ServiceView view = consumer.watch(TextStatistics.SERVICE);
        CountDownLatch seen = new CountDownLatch(1);
        Consumer<ServiceView> listener =
                changed -> {
                    if (changed.registrations().size() >= count) {
                        seen.countDown();
                    }
                };
        view.onChange(listener);
        boolean inTime = seen.await(READY_WITHIN_SECONDS, TimeUnit.SECONDS);
        view.removeListener(listener);
        if (!inTime) {
            throw new Unavailable.DeadlineExceeded(
                    "demo.no-providers",
                    "the providers did not register within " + READY_WITHIN_SECONDS + " s");
        }
    }

    Tasks tasks() {
        return consumer.tasks();
    }

    TextStatistics service() {
        return consumer.consume(TextStatistics.SERVICE, TextStatistics.class);
    }

    @Override
    public void close() {
        consumer.close();
        if (frozen != null) {
            frozen.destroyForcibly(); // it would not hear of a polite end
        }
        processes.close();
    }

    /** As the administrator; the user's command line is logged in by the way. */
    private ApiClient logIn(Shell shell) {
        ServerAddress address = new ServerAddress(url());
        ApiClient anonymous = new ApiClient(address, Optional.empty(), shell.timeouts());
        var answer =
                anonymous.post(
                        "/api/v1/login",
                        ApiClient.newObject().put("user", "admin").put("password", password));
        String token = answer.path("token").asText();
        Instant expires = Instant.parse(answer.path("expiresAt").asText());
        shell.credentials().put(address, new Credential(token, expires, "admin", List.of()));
        return new ApiClient(address, Optional.of(token), shell.timeouts());
    }

    private static String createApplication(ApiClient admin, String name) {
        return admin.post(
                        "/api/v1/applications",
                        ApiClient.newObject().put("namespace", "default").put("name", name))
                .path("secret")
                .asText();
    }

    private static String secret() {
        byte[] bytes = new byte[12];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

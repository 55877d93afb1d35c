package io.stargazer.app.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.JavaProcess;
import io.stargazer.app.sdk.HttpAnswer;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import io.stargazer.server.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A server in this process, applications of one namespace, and a relay for those to be cut off. */
final class TaskWorld implements AutoCloseable {

    private final Path folder;
    private final Relay relay;
    private StargazerServer server;
    private final List<Stargazer> applications = new ArrayList<>();
    private final AtomicInteger names = new AtomicInteger();

    TaskWorld(Path folder) throws Exception {
        this.folder = folder;
        relay = new Relay();
        server = started(0, SessionSettings.DEFAULT);
        server.bootstrap("admin", "correct horse battery");
        relay.leadTo(server.port());
    }

    private StargazerServer started(int port, SessionSettings sessions) throws Exception {
        ServerConfig config =
                ServerConfig.in(folder.resolve("data"))
                        .withAddress("127.0.0.1", port)
                        .withAutoRegister(true)
                        .withSessions(sessions)
                        .withCluster(new ServerConfig.Cluster(relay.address(), "", ""));
        return StargazerServer.start(config, (sentence, cause) -> {});
    }

    /** The only server stops in order. */
    void shutDown() {
        server.close();
    }

    /** The server is back, where it was, and patient with executors that come back late. */
    void startAgain() throws Exception {
        Duration patience = Duration.ofSeconds(60);
        server = started(server.port(), new SessionSettings(patience, patience));
    }

    /** What somebody who may do everything asks over HTTP. */
    HttpAnswer ask(String method, String path) {
        String token = server.tokenOf("admin").token();
        return HttpAnswer.to(method, server.url() + path, token, "");
    }

    /** One more application, directly connected. */
    Stargazer application() {
        return connect("127.0.0.1:" + server.port());
    }

    /** One more application, whose connection {@link #cut} cuts. */
    Stargazer relayed() {
        return connect(relay.address());
    }

    /** An executor in a process of its own, see {@link WorkerProcess}. */
    JavaProcess worker() throws IOException {
        return executor(WorkerProcess.class, folder.resolve("ledger").toString());
    }

    /** The same; a handler that heeds nothing for so long costs the process its life. */
    JavaProcess impatientWorker(Duration killAfter) throws IOException {
        return executor(
                WorkerProcess.class,
                folder.resolve("ledger").toString(),
                Long.toString(killAfter.toMillis()));
    }

    /** An executor in a process of its own, which has said that it is ready. */
    JavaProcess executor(Class<?> program, String... arguments) throws IOException {
        JavaProcess worker =
                JavaProcess.of(
                        folder,
                        program,
                        Map.of(
                                "STARGAZER_SERVERS", "127.0.0.1:" + server.port(),
                                "STARGAZER_APPLICATION", "worker",
                                "STARGAZER_SECRET", "a secret of some length"),
                        arguments);
        assertThat(worker.awaitLine()).isEqualTo("ready");
        return worker;
    }

    int cut() {
        return relay.cut();
    }

    private Stargazer connect(String address) {
        String name = "app-" + names.incrementAndGet();
        Options options =
                Options.of(address, name, "a secret of some length")
                        .withCacheDirectory(folder.resolve("cache").resolve(name))
                        .withConnectTimeout(Duration.ofSeconds(60));
        Stargazer connected = Stargazer.connect(options);
        applications.add(connected);
        return connected;
    }

    @Override
    public void close() throws IOException {
        for (Stargazer application : applications.reversed()) {
            application.close();
        }
        relay.close();
        server.close();
    }
}

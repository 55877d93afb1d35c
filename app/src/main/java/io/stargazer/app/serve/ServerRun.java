package io.stargazer.app.serve;

import io.stargazer.app.client.Credential;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.command.Shell;
import io.stargazer.app.terminal.ExitCode;
import io.stargazer.app.terminal.Messages;
import io.stargazer.app.terminal.Paint;
import io.stargazer.server.ConfigFile;
import io.stargazer.server.ServerConfig;
import io.stargazer.server.StargazerServer;
import io.stargazer.server.log.StartRefused;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs a server until the process is told to stop. A start that is refused ends with one sentence,
 * an advice and an exit status of its own; so does a disk that fails later.
 */
public final class ServerRun {

    /** Whoever sets this chooses the first administrator's password instead of being told one. */
    public static final String PASSWORD_VARIABLE = "STARGAZER_ADMIN_PASSWORD";

    private static final String ADMIN = "admin";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);
    private static final Duration CREDENTIAL_REFRESH = Duration.ofMinutes(30);

    private final Shell shell;
    private final Messages messages;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean isDevelopment;
    private final Runnable onReady;

    /**
     * @param isDevelopment also logs the user's command line in
     * @param onReady runs once the server can serve
     */
    public ServerRun(Shell shell, boolean isDevelopment, Runnable onReady) {
        this.shell = shell;
        this.messages = shell.messages();
        this.out = shell.surroundings().streams().out();
        this.err = shell.surroundings().streams().err();
        this.isDevelopment = isDevelopment;
        this.onReady = onReady;
    }

    /** Runs as the options say; refuses a configuration that cannot be used. */
    public ExitCode run(ServeOptions options, ServerConfig defaults) {
        try {
            return run(options.over(defaults, shell.surroundings()::variable));
        } catch (ConfigFile.Refused refused) {
            return complain(ExitCode.CONFIGURATION_WRONG, String.valueOf(refused.getMessage()));
        }
    }

    /** Blocks until the process is told to stop; returns the exit status of a refused start. */
    private ExitCode run(ServerConfig config) {
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (StargazerServer server = StargazerServer.start(config, this::diskFailed)) {
            ServerLogs.openIn(config.dataDirectory());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopInOrder(stop, stopped)));
            if (!awaitReady(server, stop)) {
                return ExitCode.OK;
            }
            announce(server, config);
            onReady.run();
            while (!stop.await(CREDENTIAL_REFRESH.toSeconds(), TimeUnit.SECONDS)) {
                logInCommandLine(server);
            }
        } catch (StartRefused refused) {
            return complain(exitCode(refused.reason()), String.valueOf(refused.getMessage()));
        } catch (BindException e) {
            return complain(
                    ExitCode.PORT_IN_USE,
                    messages.text(
                            "error.serve.port-in-use",
                            config.host(),
                            Integer.toString(config.port())));
        } catch (IOException e) {
            return complain(ExitCode.DATA_UNUSABLE, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
        return ExitCode.OK;
    }

    /** Runs as the shutdown hook: the process may end when the server has. */
    private static void stopInOrder(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Others may have to start first; whoever looks shall know for whom this one waits. */
    private boolean awaitReady(StargazerServer server, CountDownLatch stop)
            throws InterruptedException {
        long sayAt = System.nanoTime() + PATIENCE.toNanos();
        boolean isSaid = false;
        while (!server.isReady()) {
            if (stop.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            if (!isSaid && System.nanoTime() - sayAt > 0) {
                isSaid = true;
                List<String> others = server.others();
                out.println(
                        others.isEmpty()
                                ? messages.text("serve.joining", server.id())
                                : messages.text("serve.waiting", String.join(", ", others)));
                out.flush();
            }
        }
        return true;
    }

    private void announce(StargazerServer server, ServerConfig config) {
        if (!server.leads()) {
            out.println(messages.text("serve.follows", server.id(), server.url()));
            out.flush();
            return;
        }
        String chosen = shell.surroundings().variable(PASSWORD_VARIABLE).orElse("");
        String password = server.bootstrap(ADMIN, chosen);
        out.println(messages.text("serve.ready", server.url(), config.dataDirectory()));
        if (!password.isEmpty() && chosen.isEmpty()) {
            out.println(messages.text("serve.first-start", ADMIN));
            out.println();
            out.println("    " + password);
            out.println();
            out.println(messages.text("serve.once"));
        }
        logInCommandLine(server);
        if (isDevelopment) {
            out.println(messages.text("serve.dev", server.url()));
        }
        out.flush();
    }

    /** During development the person at the keyboard is the administrator. */
    private void logInCommandLine(StargazerServer server) {
        if (isDevelopment && server.leads()) {
            StargazerServer.IssuedToken issued = server.tokenOf(ADMIN);
            shell.credentials()
                    .put(
                            new ServerAddress(server.url()),
                            new Credential(
                                    issued.token(),
                                    Instant.ofEpochMilli(issued.expiresMs()),
                                    ADMIN,
                                    server.addresses().stream()
                                            .map(address -> new ServerAddress("http://" + address))
                                            .toList()));
        }
    }

    /** Nothing more can be promised: what was acknowledged is safe, the rest must not be. */
    private void diskFailed(String sentence, Throwable cause) {
        ExitCode code =
                String.valueOf(cause).contains("No space left")
                        ? ExitCode.DISK_FULL
                        : ExitCode.DISK_FAILED;
        complain(code, sentence);
        Runtime.getRuntime().halt(code.number());
    }

    private ExitCode complain(ExitCode code, String sentence) {
        boolean coloured = shell.surroundings().isColoured();
        err.println(Paint.RED.on("stargazer:", coloured) + " " + sentence);
        String advice = "advice.exit." + code.number();
        if (messages.has(advice)) {
            err.println(messages.text(advice));
        }
        err.flush();
        return code;
    }

    /** The exit status of a process that cannot work with a data directory. */
    public static ExitCode exitCode(StartRefused.Reason reason) {
        return switch (reason) {
            case IN_USE -> ExitCode.DATA_LOCKED;
            case NOT_USABLE, NEWER_VERSION, FOREIGN, FAILED -> ExitCode.DATA_UNUSABLE;
            case DAMAGED -> ExitCode.DATA_DAMAGED;
            case DISK_FULL -> ExitCode.DISK_FULL;
            case MISCONFIGURED -> ExitCode.CONFIGURATION_WRONG;
            case NOT_ADMITTED -> ExitCode.NOT_ADMITTED;
        };
    }
}

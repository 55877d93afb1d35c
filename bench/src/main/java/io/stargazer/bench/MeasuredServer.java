package io.stargazer.bench;

import io.stargazer.app.client.ApiClient;
import io.stargazer.app.client.ServerAddress;
import io.stargazer.app.serve.ServerRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server process on a fresh folder of the local disk: the log is forced before every answer. */
public final class MeasuredServer implements AutoCloseable {

    /** Of the first administrator. */
    public static final String PASSWORD = "a password of the benchmark";

    /** Of a server, where nothing else is wanted. */
    public static final List<String> HEAP = List.of("-Xms256m", "-Xmx1g", "-XX:+UseG1GC");

    private static final Pattern ADDRESS = Pattern.compile("http://([^ ]+:\\d+)");

    private final Path folder;
    private final Process process;
    private final String address;

    MeasuredServer() throws IOException {
        folder = Files.createTempDirectory("stargazer-bench");
        process =
                java(
                        "io.stargazer.app.Main",
                        Map.of(ServerRun.PASSWORD_VARIABLE, PASSWORD, "LC_ALL", "C"),
                        "server",
                        "--port",
                        "0",
                        "--data-dir",
                        folder.resolve("data").toString());
        address = awaitAddress();
    }

    /** Creates an application of this name and returns its secret. */
    String createApplication(String name) {
        ServerAddress server = new ServerAddress("http://" + address);
        ApiClient anonymous = new ApiClient(server, Optional.empty(), ApiClient.Timeouts.USUAL);
        String token =
                anonymous
                        .post(
                                "/api/v1/login",
                                ApiClient.newObject()
                                        .put("user", "admin")
                                        .put("password", PASSWORD))
                        .path("token")
                        .asText();
        return new ApiClient(server, Optional.of(token), ApiClient.Timeouts.USUAL)
                .post(
                        "/api/v1/applications",
                        ApiClient.newObject().put("namespace", "default").put("name", name))
                .path("secret")
                .asText();
    }

    String address() {
        return address;
    }

    /** Starts a Java process on this class path; its errors go to ours. */
    static Process java(String main, Map<String, String> environment, String... arguments)
            throws IOException {
        return java(HEAP, main, environment, List.of(arguments));
    }

    /** The same with a heap of one's own. */
    public static Process java(
            List<String> heap, String main, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(heap);
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        return builder.start();
    }

    private String awaitAddress() throws IOException {
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = ADDRESS.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new IOException("the server did not start");
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

package io.stargazer.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/**
 * The real launcher script in a house of its own, where building takes no time and the program
 * prints what it was started with.
 */
final class Launcher {

    private static final String PROGRAM =
            """
            package io.stargazer.app;

            public final class Main {
                public static void main(String[] arguments) throws Exception {
                    for (String argument : arguments) {
                        System.out.println("[" + argument + "]");
                    }
                    String archive = System.getProperty("stargazer.archive", "");
                    if (arguments.length > 0 && arguments[0].equals("vouch")) {
                        java.nio.file.Files.write(java.nio.file.Path.of(archive + ".good"), new byte[0]);
                    }
                    System.out.println("archive " + archive);
                    System.out.println("heap " + Runtime.getRuntime().maxMemory() / 1048576);
                    for (var bean : java.lang.management.ManagementFactory.getGarbageCollectorMXBeans()) {
                        System.out.println("collector " + bean.getName());
                    }
                    System.out.println("extra " + System.getProperty("extra"));
                    System.exit(arguments.length == 3 ? 33 : 0);
                }
            }
            """;

    private static final String MVNW =
            """
            #!/bin/sh
            echo "$*" >>builds
            echo '[INFO] Building Stargazer - api 0.1.0                [2/9]'
            echo '[INFO] Building Stargazer - app 0.1.0                [8/9]'
            if [ -f broken ]; then echo 'it does not compile'; exit 1; fi
            sleep 0.5
            mkdir -p app/target/dist/lib
            cp app-1.jar app/target/dist/lib/app-1.jar
            """;

    private final Path house;
    private final Path home;

    /** Puts the launcher and a program to build into a folder. */
    Launcher(Path house, Path home) throws IOException {
        this.house = house;
        this.home = home;
        Path repository = Path.of("..").toAbsolutePath().normalize();
        Files.createDirectories(house.resolve(".mvn"));
        Files.createDirectories(source().getParent());
        Files.copy(repository.resolve(".mvn/find-jdk.sh"), house.resolve(".mvn/find-jdk.sh"));
        Files.writeString(house.resolve("pom.xml"), "<project/>");
        Files.writeString(source(), PROGRAM);
        script("stargazer", Files.readString(repository.resolve("stargazer")));
        script("mvnw", MVNW);
        pack();
    }

    Path house() {
        return house;
    }

    Path source() {
        return house.resolve("app/src/main/java/Main.java");
    }

    /** How often the house was built. */
    long builds() throws IOException {
        Path builds = house.resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    /** Starts it with an environment of its own. */
    Process start(Path folder, String command, Map<String, String> more, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", home.toString());
        environment.put("STARGAZER_JAVA_HOME", System.getProperty("java.home"));
        environment.putAll(more);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    CommandLineRun.Result run(Map<String, String> more, String... arguments) throws Exception {
        return finish(start(home, house.resolve("stargazer").toString(), more, arguments));
    }

    static CommandLineRun.Result finish(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the launcher does not end: " + out + err);
        }
        return new CommandLineRun.Result(process.exitValue(), out, err);
    }

    private void script(String name, String text) throws IOException {
        Path file = house.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Compiles the program into the jar that the pretended build puts in place. */
    private void pack() throws IOException {
        Path classes = Files.createDirectories(home.resolve("classes"));
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), source().toString());
        if (status != 0) {
            throw new IllegalStateException("the program does not compile");
        }
        String main = "io/stargazer/app/Main.class";
        try (var jar = new JarOutputStream(Files.newOutputStream(house.resolve("app-1.jar")))) {
            jar.putNextEntry(new JarEntry(main));
            jar.write(Files.readAllBytes(classes.resolve(main)));
        }
    }
}

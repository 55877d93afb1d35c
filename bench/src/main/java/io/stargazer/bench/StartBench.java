package io.stargazer.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How soon {@code stargazer dev} is ready, through the launcher, and what it takes while idle. */
final class StartBench implements Bench {

    private static final String SUBJECT = "stargazer";
    private static final Pattern URL = Pattern.compile("(http://[^ ]+:\\d+)");
    private static final int STARTS_A_ROUND = 3;
    private static final long IDLE_SECONDS = 5;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return "process start to ready, and idle memory, of stargazer dev";
    }

    @Override
    public List<String> cases() {
        return List.of("dev-ready", "dev-idle-rss");
    }

    @Override
    public List<String> subjects() {
        return List.of(SUBJECT);
    }

    @Override
    public void run(Report report, Plan plan) throws Exception {
        report.absent("nacos", "not installed here");
        Path folder = Files.createTempDirectory("stargazer-start");
        try {
            measure(folder.resolve("warm-up"), false); // writes the class archive
            for (int round = 0; round < plan.rounds(); round++) {
                List<Double> readyMs = new ArrayList<>();
                double rssMb = 0;
                for (int i = 0; i < STARTS_A_ROUND; i++) {
                    Path data = folder.resolve("data-" + round + "-" + i);
                    boolean isLast = i == STARTS_A_ROUND - 1;
                    Measured measured = measure(data, isLast);
                    readyMs.add(measured.readyMs());
                    rssMb = measured.rssMb();
                }
                report.figure("dev-ready", SUBJECT, "median", Report.median(readyMs), "ms");
                report.figure("dev-idle-rss", SUBJECT, "median", rssMb, "MB");
            }
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private record Measured(double readyMs, double rssMb) {}

    private static Measured measure(Path data, boolean alsoMemory) throws Exception {
        String launcher = System.getProperty("stargazer.launcher");
        if (launcher == null) {
            throw new IllegalStateException("run this through ./stargazer bench start");
        }
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(launcher, "dev", "--port", "0", "--data-dir", data.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            awaitHealth(awaitUrl(process));
            double readyMs = (System.nanoTime() - start) / 1e6;
            double rssMb = 0;
            if (alsoMemory) {
                TimeUnit.SECONDS.sleep(IDLE_SECONDS);
                rssMb = residentMb(process.pid());
            }
            return new Measured(readyMs, rssMb);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static String awaitUrl(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = URL.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new IOException("the server did not start");
    }

    private static void awaitHealth(String url) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/health/ready")).build();
            int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IOException("not ready: " + status);
            }
        }
    }

    private static double residentMb(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("the process has gone");
    }
}

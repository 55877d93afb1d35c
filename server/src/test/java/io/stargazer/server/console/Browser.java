package io.stargazer.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.ScriptTimeoutException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

/** A real Chromium without a screen, as a reader of the console uses it. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LOOK_MS = 10;

    private final Path profile;
    private final ChromeDriver driver;

    Browser() throws IOException {
        profile = Files.createTempDirectory("console-browser");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toString());
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en",
                "--user-data-dir=" + profile);
        driver =
                new ChromeDriver(
                        new ChromeDriverService.Builder()
                                .usingDriverExecutable(new File(DRIVER.toString()))
                                .build(),
                        options);
        resize(1280, 800);
    }

    /** Without Chromium the test is skipped on a desk and fails in continuous integration. */
    static void require() {
        boolean isThere = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        String sentence =
                "the console's browser test needs Chromium: install the packages chromium and"
                        + " chromium-driver ("
                        + CHROMIUM
                        + ", "
                        + DRIVER
                        + ")";
        if (!isThere && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(sentence);
        }
        Assumptions.assumeTrue(isThere, sentence);
    }

    void open(String url) {
        driver.get(url);
    }

    String url() {
        return String.valueOf(driver.getCurrentUrl());
    }

    void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        width,
                        "height",
                        height,
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        width < 600));
        driver.manage().window().setSize(new Dimension(Math.max(500, width), height));
    }

    void setSystemTheme(String theme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    boolean has(String css) {
        return !driver.findElements(By.cssSelector(css)).isEmpty();
    }

    String text(String css) {
        return find(css).getText();
    }

    /** What an expression of the page's script gives. */
    Object eval(String expression) {
        return Objects.requireNonNullElse(driver.executeScript("return " + expression), "");
    }

    void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** Looks until it is so, and returns how long that took. */
    Duration await(String what, BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!holds(condition)) {
            Duration taken = Duration.ofNanos(System.nanoTime() - startNs);
            if (taken.compareTo(PATIENCE) > 0) {
                throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            rest();
        }
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    /** A page that is left meanwhile takes its timers along. */
    private void rest() {
        try {
            ((JavascriptExecutor) driver)
                    .executeAsyncScript("setTimeout(arguments[0], " + LOOK_MS + ")");
        } catch (ScriptTimeoutException left) {
            assertThat(driver.getCurrentUrl()).as("another page").isNotEmpty();
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (StaleElementReferenceException replaced) {
            return false;
        }
    }

    /** What the browser complained about: violated policies, scripts that failed. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(entry -> entry.getMessage())
                .filter(message -> !message.contains("/console/me"))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
        long startNs = System.nanoTime();
        while (!isDeleted(profile)) {
            if (System.nanoTime() - startNs > PATIENCE.toNanos()) {
                throw new AssertionError("the browser still writes to " + profile);
            }
        }
    }

    /** Its last processes may still write while it is being deleted. */
    private static boolean isDeleted(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
            return true;
        } catch (IOException | UncheckedIOException changing) {
            return !Files.exists(folder);
        }
    }
}

package io.stargazer.app.demo;

import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A provider process: offers the service until its standard input ends, which it does when whoever
 * started it goes away.
 */
public final class DemoProvider {

    private DemoProvider() {}

    public static void main(String[] arguments) throws IOException {
        Options options =
                Options.fromEnvironment(System.getenv())
                        .withCacheDirectory(Path.of(System.getenv("STARGAZER_CACHE")));
        try (Stargazer stargazer = Stargazer.connect(options)) {
            stargazer.provide(TextStatistics.SERVICE, TextStatistics.class, new TextCounter());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}

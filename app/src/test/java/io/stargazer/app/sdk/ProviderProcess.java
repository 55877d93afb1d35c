package io.stargazer.app.sdk;

import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * Offers the service {@code greeter} until its standard input ends. The arguments are the folder
 * for what it keeps, and how many applications it is; each has an instance and a session of its
 * own, so that killing one process is losing many at once.
 */
final class ProviderProcess {

    private ProviderProcess() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> environment = System.getenv();
        int count = Integer.parseInt(arguments[1]);
        for (int i = 0; i < count; i++) {
            Options options =
                    Options.fromEnvironment(environment)
                            .withCacheDirectory(Path.of(arguments[0], "cache-" + i));
            Stargazer.connect(options).provide("greeter", Greeter.class, name -> "process");
        }
        System.out.println("offered");
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}

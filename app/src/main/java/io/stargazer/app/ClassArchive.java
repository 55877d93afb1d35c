package io.stargazer.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The archive of loaded classes that makes the next start fast. The JVM writes it by itself when it
 * ends, also after a run that failed early and loaded next to nothing; so a run that did real work
 * vouches for its archive, and the launcher throws the others away.
 */
final class ClassArchive {

    private ClassArchive() {}

    /** Says that this process has loaded what a usual one does. Does nothing without an archive. */
    static void vouch() {
        String archive = System.getProperty("stargazer.archive", "");
        if (archive.isEmpty()) {
            return;
        }
        Path voucher = Path.of(archive + ".good");
        try {
            if (!Files.exists(voucher)) {
                Files.write(voucher, new byte[0]);
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}

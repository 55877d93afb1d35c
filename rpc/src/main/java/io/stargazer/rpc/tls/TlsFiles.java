package io.stargazer.rpc.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of the files at one moment; empty where there is no such file. Never printed. */
final class TlsFiles {

    private static final byte[] NOTHING = {};

    private final byte[] certificate;
    private final byte[] key;
    private final byte[] authorities;

    private TlsFiles(byte[] certificate, byte[] key, byte[] authorities) {
        this.certificate = certificate;
        this.key = key;
        this.authorities = authorities;
    }

    /**
     * Reads what the settings name.
     *
     * @throws TlsRefused naming the file that cannot be read
     */
    static TlsFiles read(TlsSettings settings) throws TlsRefused {
        return new TlsFiles(
                bytes(settings.certificate()),
                bytes(settings.key()),
                bytes(settings.authorities()));
    }

    private static byte[] bytes(@Nullable Path file) throws TlsRefused {
        try {
            return file == null ? NOTHING : Files.readAllBytes(file);
        } catch (IOException e) {
            throw new TlsRefused("the file " + file + " cannot be read: " + e);
        }
    }

    byte[] certificate() {
        return certificate;
    }

    byte[] key() {
        return key;
    }

    byte[] authorities() {
        return authorities;
    }

    boolean isSame(TlsFiles other) {
        return Arrays.equals(certificate, other.certificate)
                && Arrays.equals(key, other.key)
                && Arrays.equals(authorities, other.authorities);
    }
}

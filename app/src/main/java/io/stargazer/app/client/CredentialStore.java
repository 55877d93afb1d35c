package io.stargazer.app.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.api.Faulted;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The file {@code credentials.json} in the user's configuration folder: a credential for each
 * server that the user is logged in to. Only the user may read it (0600); it is replaced as a
 * whole, so a reader never sees half of it. Of two writers at the same moment the last one wins.
 */
public final class CredentialStore {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    public CredentialStore(Path configFolder) {
        this.file = configFolder.resolve("credentials.json");
    }

    public Path file() {
        return file;
    }

    /** The credential for a server. */
    public Optional<Credential> find(ServerAddress server) {
        JsonNode entry = read().path("servers").path(server.url());
        if (entry.isMissingNode()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Credential(
                            entry.path("token").asText(),
                            Instant.parse(entry.path("expiresAt").asText()),
                            entry.path("user").asText()));
        } catch (DateTimeException notATime) {
            throw damaged();
        }
    }

    /** Keeps a credential, instead of an earlier one for the same server. */
    public void put(ServerAddress server, Credential credential) {
        ObjectNode whole = read();
        whole.withObjectProperty("servers")
                .putObject(server.url())
                .put("token", credential.token())
                .put("expiresAt", credential.expiresAt().toString())
                .put("user", credential.user());
        write(whole);
    }

    /** Forgets the credential for a server; returns whether there was one. */
    public boolean remove(ServerAddress server) {
        ObjectNode whole = read();
        if (!(whole.get("servers") instanceof ObjectNode servers)
                || servers.remove(server.url()) == null) {
            return false;
        }
        write(whole);
        return true;
    }

    private ObjectNode read() {
        try {
            if (!Files.exists(file)) {
                return JSON.createObjectNode();
            }
            if (JSON.readTree(Files.readString(file)) instanceof ObjectNode whole) {
                return whole;
            }
            throw damaged();
        } catch (JsonProcessingException notJson) {
            throw damaged();
        } catch (IOException unreadable) {
            throw unusable("read", unreadable);
        }
    }

    private void write(ObjectNode whole) {
        try {
            Path folder =
                    Files.createDirectories(file.toAbsolutePath().getParent(), mode("rwx------"));
            Path next = Files.createTempFile(folder, "credentials", ".part", mode("rw-------"));
            Files.writeString(next, whole.toPrettyString() + "\n");
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw unusable("write", unwritable);
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private Faulted damaged() {
        return new Faulted("cli.credentials-damaged", "the file " + file + " is damaged");
    }

    private Faulted unusable(String act, IOException cause) {
        return new Faulted(
                "cli.credentials-unusable",
                "cannot %s the file %s: %s".formatted(act, file, cause.getMessage()));
    }
}

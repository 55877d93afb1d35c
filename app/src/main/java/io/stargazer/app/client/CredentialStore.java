package io.stargazer.app.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.api.Faulted;
import io.stargazer.api.Rejected;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file {@code credentials.json} in the user's configuration folder: a credential for each
 * cluster that the user is logged in to, under the server that was named then. Only the user may
 * read it (0600); it is replaced as a whole, so a reader never sees half of it. Of two writers at
 * the same moment the last one wins.
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

    /** The credential for a server, be it that of another server of its cluster. */
    public Optional<Credential> find(ServerAddress server) {
        JsonNode kept = read().path("servers");
        return key(kept, server).map(kept::path).map(this::credential);
    }

    private Credential credential(JsonNode entry) {
        try {
            return new Credential(
                    entry.path("token").asText(),
                    Instant.parse(entry.path("expiresAt").asText()),
                    entry.path("user").asText(),
                    addresses(entry));
        } catch (DateTimeException | Rejected illegal) {
            throw damaged();
        }
    }

    private static List<ServerAddress> addresses(JsonNode entry) {
        List<ServerAddress> addresses = new ArrayList<>();
        entry.path("cluster").forEach(url -> addresses.add(new ServerAddress(url.asText())));
        return addresses;
    }

    /** Under which server the credential for this one is kept. */
    private static Optional<String> key(JsonNode kept, ServerAddress server) {
        if (kept.has(server.url())) {
            return Optional.of(server.url());
        }
        for (Map.Entry<String, JsonNode> entry : kept.properties()) {
            for (JsonNode url : entry.getValue().path("cluster")) {
                if (url.asText().equals(server.url())) {
                    return Optional.of(entry.getKey());
                }
            }
        }
        return Optional.empty();
    }

    /** Keeps a credential, instead of an earlier one for the same server. */
    public void put(ServerAddress server, Credential credential) {
        ObjectNode whole = read();
        ObjectNode kept = whole.withObjectProperty("servers");
        key(kept, server).ifPresent(kept::remove);
        ArrayNode cluster =
                kept.putObject(server.url())
                        .put("token", credential.token())
                        .put("expiresAt", credential.expiresAt().toString())
                        .put("user", credential.user())
                        .putArray("cluster");
        credential.servers().forEach(each -> cluster.add(each.url()));
        write(whole);
    }

    /** Notes which servers there are beside one for which there is a credential. */
    public void learn(ServerAddress server, List<ServerAddress> servers) {
        Optional<Credential> known = find(server).filter(old -> !old.servers().equals(servers));
        known.ifPresent(old ->
                put(server, new Credential(old.token(), old.expiresAt(), old.user(), servers)));
    }

    /** Forgets the credential for a server; returns whether there was one. */
    public boolean remove(ServerAddress server) {
        ObjectNode whole = read();
        ObjectNode kept = whole.withObjectProperty("servers");
        Optional<String> key = key(kept, server);
        key.ifPresent(found -> {
            kept.remove(found);
            write(whole);
        });
        return key.isPresent();
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

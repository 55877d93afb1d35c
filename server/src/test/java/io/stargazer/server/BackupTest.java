package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.server.RunningServer.Answer;
import io.stargazer.server.backup.BackupFile;
import io.stargazer.server.backup.BackupRefused;
import io.stargazer.server.backup.BackupRefused.Reason;
import io.stargazer.server.backup.LogReplay;
import io.stargazer.server.backup.Restoration;
import io.stargazer.server.log.ratis.StoredLog;
import io.stargazer.server.log.ratis.Tmpfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-5: from a running server to a file, and from there to a new server with the same state. */
@Timeout(120)
class BackupTest {

    private static final String BACKUP = "/api/v1/cluster/backup";

    @TempDir Path folder;
    private Path file;
    private Path restored;

    @BeforeEach
    void name() {
        file = folder.resolve("stargazer.backup");
        restored = folder.resolve("restored");
    }

    @Test
    void restored_server_has_the_same_revision_and_hash() throws Exception {
        BackupFile.Head head;
        try (RunningServer server = start("s1")) {
            server.post("/api/v1/namespaces", "{\"name\":\"shop\"}");
            Files.write(file, server.download(BACKUP));
            head = BackupFile.check(file);
            Answer status = server.get("/api/v1/status");
            assertThat(head.revision()).isEqualTo(status.json().path("revision").asLong());
            assertThat("%016x".formatted(head.hash()))
                    .isEqualTo(status.json().path("stateHash").asText());
        }
        assertThat(Restoration.restore(file, restored, "s9")).isEqualTo(head);
        try (StoredLog log = StoredLog.open(restored)) {
            LogReplay.Ending state = LogReplay.replay(log);
            assertThat(state.revision()).isEqualTo(head.revision());
            assertThat(state.hash()).isEqualTo(head.hash());
            assertThat(log.server()).isEqualTo("s9");
        }
    }

    @Test
    void restored_server_serves_keeps_logins_and_is_a_cluster_of_its_own() throws Exception {
        String token;
        try (RunningServer server = start("s1")) {
            server.post("/api/v1/namespaces", "{\"name\":\"shop\"}");
            Files.write(file, server.download(BACKUP));
            token = server.adminToken();
        }
        Restoration.restore(file, restored, "s1");
        try (RunningServer again = start("restored")) {
            assertThat(again.send("GET", "/api/v1/namespaces", token, "").body())
                    .as("a token from before is good until it ends")
                    .contains("\"shop\"");
            assertThat(again.get("/api/v1/cluster/members").json().path("items")).hasSize(1);
            Files.write(file, again.download(BACKUP));
        }
        assertThat(folder.resolve("restored/cluster-key"))
                .content()
                .isNotEqualTo(Files.readString(folder.resolve("s1/cluster-key")));
        assertThat(folder.resolve("restored/token-key"))
                .content()
                .isNotEqualTo(Files.readString(folder.resolve("s1/token-key")));
    }

    @Test
    void restored_server_becomes_a_cluster_of_two() throws Exception {
        try (RunningServer server = start("s1")) {
            server.post("/api/v1/namespaces", "{\"name\":\"shop\"}");
            Files.write(file, server.download(BACKUP));
        }
        Restoration.restore(file, restored, "s1");
        try (RunningServer first = start("restored")) {
            Answer invited = first.post("/api/v1/cluster/members", "{\"server\":\"s2\"}");
            ServerConfig config =
                    ServerConfig.in(folder.resolve("s2"))
                            .withAddress("127.0.0.1", 0)
                            .withCluster(
                                    new ServerConfig.Cluster(
                                            "",
                                            "http://127.0.0.1:" + first.port(),
                                            invited.json().path("token").asText()));
            try (StargazerServer second =
                    StargazerServer.start(
                            config,
                            (sentence, cause) -> {
                                throw new AssertionError(sentence, cause);
                            })) {
                ClusterTest.await(second::isReady);
                Answer there = first.getAt(second.url(), "/api/v1/status");
                assertThat(there.json().path("namespaces").asInt()).isEqualTo(2);
            }
        }
    }

    @Test
    void backup_needs_an_administrator_of_the_whole_cluster() throws Exception {
        try (RunningServer server = start("s1")) {
            assertThat(server.send("GET", BACKUP, "", "").status()).isEqualTo(401);
            String body = "{\"namespace\":\"default\",\"name\":\"app\",\"role\":\"admin\"}";
            String secret =
                    server.post("/api/v1/applications", body).json().path("secret").asText();
            String login = "{\"application\":\"default/app\",\"secret\":\"%s\"}".formatted(secret);
            String token =
                    server.send("POST", "/api/v1/login", "", login).json().path("token").asText();
            assertThat(token).isNotEmpty();
            Answer refused = server.send("GET", BACKUP, token, "");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.code()).isEqualTo("identity.forbidden");
        }
    }

    @Test
    void every_cut_and_every_flipped_part_is_found_before_anything_is_written() throws Exception {
        byte[] whole = backup();
        for (int length = 0; length < whole.length; length += 61) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertRefused(length < 20 ? Reason.FOREIGN : Reason.DAMAGED);
        }
        for (int at = 12; at < whole.length; at += 13) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 4;
            Files.write(file, flipped);
            assertRefused(Reason.DAMAGED);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertRefused(Reason.DAMAGED);
    }

    @Test
    void what_is_no_backup_or_of_a_newer_version_is_said() throws Exception {
        assertRefused(Reason.MISSING);
        Files.writeString(file, "hello, this is something else entirely");
        assertRefused(Reason.FOREIGN);
        byte[] newer = backup();
        newer[11]++;
        Files.write(file, newer);
        assertRefused(Reason.NEWER_VERSION);
        file = folder;
        assertRefused(Reason.FOREIGN);
    }

    @Test
    void folder_with_something_in_it_is_left_alone() throws Exception {
        Files.write(file, backup());
        Path own = Files.writeString(Files.createDirectory(restored).resolve("mine"), "x");
        assertRefused(Reason.OCCUPIED, restored);
        assertThat(own).hasContent("x");
        assertThat(list(restored)).containsExactly(own);
        assertRefused(Reason.OCCUPIED, own);
        Files.delete(own);
        assertThat(Restoration.restore(file, restored, "s1").revision()).isPositive();
    }

    @Test
    void full_disk_is_said_and_nothing_is_left_on_it() throws Exception {
        Files.write(file, backup());
        try (Tmpfs disk = Tmpfs.mount(folder.resolve("disk"), "size=1m")) {
            Path filler = disk.path().resolve("filler");
            Files.write(filler, new byte[(1 << 20) - 8192]);
            assertRefused(Reason.DISK_FULL, disk.path().resolve("data"));
            assertThat(list(disk.path())).containsExactly(filler);
            Files.write(filler, new byte[1 << 20]);
            assertRefused(Reason.DISK_FULL, disk.path().resolve("data"));
            assertThat(list(disk.path())).containsExactly(filler);
        }
    }

    private byte[] backup() throws Exception {
        try (RunningServer server = start("s1")) {
            return server.download(BACKUP);
        }
    }

    private RunningServer start(String name) throws Exception {
        return RunningServer.start(folder.resolve(name), config -> config);
    }

    private void assertRefused(Reason reason) {
        assertRefused(reason, restored);
        assertThat(restored).doesNotExist();
    }

    private void assertRefused(Reason reason, Path directory) {
        assertThatThrownBy(() -> Restoration.restore(file, directory, "s1"))
                .isInstanceOfSatisfying(
                        BackupRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}

package io.stargazer.server.backup;

import io.stargazer.server.backup.BackupService.Backup;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import io.stargazer.server.http.download.Download;
import java.io.IOException;

/** Backups over HTTP: routes only. */
public final class BackupHttpApi {

    private final BackupService backups;

    public BackupHttpApi(BackupService backups) {
        this.backups = backups;
    }

    public void addTo(Routes routes) {
        routes.download(
                Operation.get(
                        "/api/v1/cluster/backup",
                        "The whole state as one file, for 'stargazer restore'.",
                        byte[].class),
                this::send);
    }

    private void send(HttpCall call) throws IOException {
        Backup backup = backups.take(call.principal());
        String name = "stargazer-%d.backup".formatted(backup.head().revision());
        Download.send(call, name, backup.head().bytes(), backup::writeTo);
    }
}

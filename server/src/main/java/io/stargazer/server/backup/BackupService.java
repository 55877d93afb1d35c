package io.stargazer.server.backup;

import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.core.ControlView;
import io.stargazer.server.backup.BackupFile.Head;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.Authoriser;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;

/** Backups of the running cluster; commands go on meanwhile. */
public final class BackupService {

    private final ControlPlane control;
    private final String cluster;
    private final InstantSource clock;

    /**
     * @param cluster names the cluster, and is no secret
     */
    public BackupService(ControlPlane control, String cluster, InstantSource clock) {
        this.control = control;
        this.cluster = cluster;
        this.clock = clock;
    }

    /** The state at one moment, about to be written. */
    public record Backup(Head head, ControlView view) {

        public void writeTo(OutputStream out) throws IOException {
            BackupFile.write(head, view, out);
        }
    }

    /**
     * Everything that was acknowledged before this call. Blocks.
     *
     * @throws io.stargazer.api.Rejected for all but administrators of the whole cluster
     */
    public Backup take(Principal principal) throws IOException {
        Authoriser.requireEverywhere(principal, Role.ADMIN);
        ControlView view = control.read().join();
        return new Backup(BackupFile.headOf(view, cluster, clock.millis()), view);
    }
}

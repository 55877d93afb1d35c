package io.stargazer.server;

import io.stargazer.rpc.tls.Tls;
import io.stargazer.rpc.tls.TlsRefused;
import io.stargazer.rpc.tls.TlsSettings;
import io.stargazer.server.http.FrontDoor;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.time.Timers;
import java.time.Duration;

/** The certificates of this server, and an eye on their files (ID-5). */
final class TlsCapability {

    private TlsCapability() {}

    static Tls open(TlsSettings settings) throws StartRefused {
        try {
            return Tls.open(settings);
        } catch (TlsRefused e) {
            throw new StartRefused(
                    StartRefused.Reason.MISCONFIGURED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Connections made from then on begin with what the files hold. Reading them may block. */
    static Timers.Timer watch(Tls tls, Duration every, Timers timers, FrontDoor door) {
        return tls.isOn()
                ? timers.every(every, () -> Thread.startVirtualThread(() -> look(tls, door)))
                : () -> {};
    }

    private static void look(Tls tls, FrontDoor door) {
        if (tls.refresh()) {
            door.renewCertificates();
        }
    }
}

package io.stargazer.sdk;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.RegistryEvent.Reason;
import io.stargazer.api.registry.ServiceName;
import java.util.List;

/** A service and its instances, as servers tell of them. */
final class Samples {

    static final ServiceName GREETER = service("default", "greeter");

    private Samples() {}

    static ServiceName service(String namespace, String name) {
        return new ServiceName(namespace, name);
    }

    /** The same for the same id. */
    static Registration registration(String id) {
        return new Registration(
                Instance.of(id, "1", "127.0.0.1:1"),
                "s-1",
                new ApplicationId("default", "greeting"),
                1,
                1,
                0);
    }

    static Update up(long revision, String id) {
        return new Update.Changed(revision, 0, List.of(isUp(id)));
    }

    static RegistryEvent isUp(String id) {
        return new RegistryEvent.InstanceUp(GREETER, registration(id));
    }

    static RegistryEvent isDown(String id) {
        return new RegistryEvent.InstanceDown(GREETER, id, Reason.SESSION_LOST);
    }
}

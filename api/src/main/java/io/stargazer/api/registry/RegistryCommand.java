package io.stargazer.api.registry;

import io.stargazer.api.Command;
import io.stargazer.api.Limits;
import io.stargazer.api.codec.Tag;
import io.stargazer.api.identity.ApplicationId;

/** Changes to the registry. */
public sealed interface RegistryCommand extends Command {

    /**
     * Offers an instance on a session. The same again changes nothing; the same id with another
     * description replaces it if it is on the same session or the old one is lost, and is refused
     * otherwise.
     */
    @Tag(1)
    record Register(String session, ServiceName service, Instance instance)
            implements RegistryCommand {
        public Register {
            Limits.text("session", session, 63);
        }
    }

    /** Takes an instance away. One that is not there changes nothing. */
    @Tag(2)
    record Deregister(ServiceName service, String instanceId) implements RegistryCommand {
        public Deregister {
            Limits.text("instance", instanceId, 63);
        }
    }

    /** Changes an instance's share of the calls; 0 drains it. */
    @Tag(3)
    record SetWeight(ServiceName service, String instanceId, int weight)
            implements RegistryCommand {
        public SetWeight {
            Limits.text("instance", instanceId, 63);
            Limits.range("weight", weight, 0, 10_000);
        }
    }

    /** Forgets the lost instances of a service whose protection has lasted long enough. */
    @Tag(4)
    record ForgetLost(ServiceName service) implements RegistryCommand {}

    /** Records that an application calls a service, for the service map (RG-8). */
    @Tag(5)
    record RecordCaller(ApplicationId caller, ServiceName service) implements RegistryCommand {}

    /** Forgets an application's place in the service map. */
    @Tag(6)
    record ForgetCaller(ApplicationId caller, ServiceName service) implements RegistryCommand {}
}

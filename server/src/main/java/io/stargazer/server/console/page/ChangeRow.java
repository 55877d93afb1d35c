package io.stargazer.server.console.page;

import io.stargazer.api.Change;
import io.stargazer.api.identity.IdentityEvent;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.RegistryEvent.CallerChanged;
import io.stargazer.api.registry.RegistryEvent.InstanceDown;
import io.stargazer.api.registry.RegistryEvent.InstanceSuspect;
import io.stargazer.api.registry.RegistryEvent.InstanceUp;
import io.stargazer.api.registry.RegistryEvent.ProtectionChanged;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.server.console.page.Badge.State;
import io.stargazer.server.console.text.Format.Moment;
import io.stargazer.server.console.text.Words;

/**
 * A change as a line of text.
 *
 * @param state gives the colour of its dot; the sentence says the same
 * @param href where to see more, empty for nowhere
 * @param when it happened
 */
public record ChangeRow(State state, String sentence, String href, Moment when) {

    static ChangeRow of(Visit visit, Change change) {
        Moment when = visit.ago(change.timeMs());
        return switch (change.event()) {
            case RegistryEvent event ->
                    new ChangeRow(
                            stateOf(event),
                            sentence(visit.words(), event, change.timeMs()),
                            ServicesPage.href(event.service()),
                            when);
            case IdentityEvent event ->
                    new ChangeRow(
                            State.STOPPED,
                            sentence(visit.words(), event),
                            "/applications?ns=" + visit.namespace(),
                            when);
            default -> throw new IllegalArgumentException("not shown: " + change);
        };
    }

    private static State stateOf(RegistryEvent event) {
        return switch (event) {
            case InstanceUp up ->
                    up.registration().instance().weight() == 0 ? State.STOPPED : State.RUNNING;
            case InstanceDown down ->
                    down.reason() == RegistryEvent.Reason.SESSION_LOST
                            ? State.FAILED
                            : State.STOPPED;
            case InstanceSuspect suspect -> State.DEGRADED;
            case ProtectionChanged changed -> changed.active() ? State.DEGRADED : State.RUNNING;
            case CallerChanged changed -> State.STOPPED;
        };
    }

    private static String sentence(Words words, RegistryEvent event, long timeMs) {
        String service = event.service().name();
        return switch (event) {
            case InstanceUp up -> words.get(upKey(up, timeMs), idOf(up), service);
            case InstanceDown down -> words.get(downKey(down), down.instanceId(), service);
            case InstanceSuspect suspect ->
                    words.get("change.suspect", suspect.registration().instance().id(), service);
            case ProtectionChanged(ServiceName name, boolean active, int lost, int total) ->
                    active
                            ? words.get("change.protected", service, lost, total)
                            : words.get("change.unprotected", service);
            case CallerChanged changed ->
                    words.get(
                            changed.calls() ? "change.calls" : "change.calls-no-more",
                            changed.caller().name(),
                            service);
        };
    }

    private static String idOf(InstanceUp up) {
        return up.registration().instance().id();
    }

    private static String upKey(InstanceUp up, long timeMs) {
        Instance instance = up.registration().instance();
        if (up.registration().sinceMs() == timeMs) {
            return "change.up";
        }
        return instance.weight() == 0 ? "change.draining" : "change.changed";
    }

    private static String downKey(InstanceDown down) {
        return switch (down.reason()) {
            case DEREGISTERED, SESSION_CLOSED -> "change.left";
            case SESSION_LOST -> "change.lost";
        };
    }

    private static String sentence(Words words, IdentityEvent event) {
        return switch (event) {
            case IdentityEvent.NamespaceCreated created ->
                    words.get("change.namespace", created.name());
            case IdentityEvent.ApplicationCreated created ->
                    words.get("change.application", created.id().name());
            case IdentityEvent.SecretRotated rotated ->
                    words.get("change.rotated", rotated.id().name());
            case IdentityEvent.ApplicationDeleted deleted ->
                    words.get("change.deleted", deleted.id().name());
            default -> throw new IllegalArgumentException("not shown: " + event);
        };
    }
}

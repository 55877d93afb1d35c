package io.stargazer.server.registry;

import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.server.registry.RegistryHttpApi.InstanceItem;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;

/** A change of a service as JSON says it, by its type. */
sealed interface ChangeItem {

    /** {@code instance-up} or {@code instance-suspect}. */
    record Here(String type, String at, InstanceItem instance) implements ChangeItem {}

    /** {@code instance-down}. */
    record Gone(String type, String at, String instanceId, String reason) implements ChangeItem {}

    /** {@code protection}. */
    record Protection(String type, String at, boolean active, int lost, int total)
            implements ChangeItem {}

    /** {@code caller}. */
    record Caller(String type, String at, String application, boolean calls)
            implements ChangeItem {}

    static ChangeItem of(Update.Changed changed, Function<Registration, InstanceItem> items) {
        String at = Instant.ofEpochMilli(changed.timeMs()).toString();
        return switch (changed.event()) {
            case RegistryEvent.InstanceUp up ->
                    new Here("instance-up", at, items.apply(up.registration()));
            case RegistryEvent.InstanceSuspect suspect ->
                    new Here("instance-suspect", at, items.apply(suspect.registration()));
            case RegistryEvent.InstanceDown down ->
                    new Gone("instance-down", at, down.instanceId(), word(down.reason()));
            case RegistryEvent.ProtectionChanged changing ->
                    new Protection(
                            "protection", at, changing.active(), changing.lost(), changing.total());
            case RegistryEvent.CallerChanged caller ->
                    new Caller("caller", at, caller.caller().toString(), caller.calls());
        };
    }

    private static String word(RegistryEvent.Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

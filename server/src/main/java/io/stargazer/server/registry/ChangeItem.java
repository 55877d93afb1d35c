package io.stargazer.server.registry;

import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.server.registry.RegistryHttpApi.InstanceItem;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A change of a service as JSON says it; only the fields of its type are there.
 *
 * @param type {@code instance-up}, {@code instance-suspect}, {@code instance-down}, {@code
 *     protection} or {@code caller}
 * @param at when
 */
record ChangeItem(
        String type,
        String at,
        @Nullable InstanceItem instance,
        @Nullable String instanceId,
        @Nullable String reason,
        @Nullable Boolean active,
        @Nullable Integer lost,
        @Nullable Integer total,
        @Nullable String application,
        @Nullable Boolean calls) {

    static ChangeItem of(Update.Changed changed, Function<Registration, InstanceItem> items) {
        String at = Instant.ofEpochMilli(changed.timeMs()).toString();
        return switch (changed.event()) {
            case RegistryEvent.InstanceUp up ->
                    instance("instance-up", at, items.apply(up.registration()));
            case RegistryEvent.InstanceSuspect suspect ->
                    instance("instance-suspect", at, items.apply(suspect.registration()));
            case RegistryEvent.InstanceDown down ->
                    new ChangeItem(
                            "instance-down",
                            at,
                            null,
                            down.instanceId(),
                            down.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            null,
                            null,
                            null,
                            null,
                            null);
            case RegistryEvent.ProtectionChanged protection ->
                    new ChangeItem(
                            "protection",
                            at,
                            null,
                            null,
                            null,
                            protection.active(),
                            protection.lost(),
                            protection.total(),
                            null,
                            null);
            case RegistryEvent.CallerChanged caller ->
                    new ChangeItem(
                            "caller",
                            at,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            caller.caller().toString(),
                            caller.calls());
        };
    }

    private static ChangeItem instance(String type, String at, InstanceItem item) {
        return new ChangeItem(type, at, item, null, null, null, null, null, null, null);
    }
}

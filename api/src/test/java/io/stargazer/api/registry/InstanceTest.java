package io.stargazer.api.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InstanceTest {

    private static final Instance GOOD = Instance.of("cart-1", "1.0", "host:8080");

    @ParameterizedTest
    @ValueSource(
            strings = {"h:1", "h:65535", "10.0.0.1:80", "a.b-c.d:08080", "[::1]:80", "fe80::1:80"})
    void an_address_is_host_and_port(String address) {
        assertThat(Instance.of("id", "1", address).address()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                ":80",
                " :80",
                "[]:80",
                "a b:80",
                "host:",
                "host:0",
                "host:65536",
                "host:99999",
                "host:100000",
                "host:-1",
                "host:+1",
                "host:٨٠",
                "host:80 ",
                "host:8o",
                "host:0x50"
            })
    void everything_else_is_no_address(String address) {
        assertRefused("registry.illegal-address", () -> Instance.of("id", "1", address));
    }

    @Test
    void limits_hold() {
        assertRefused("name.illegal", () -> Instance.of("Cart", "1", "h:80"));
        assertRefused("value.illegal", () -> Instance.of("id", "1".repeat(64), "h:80"));
        assertRefused("registry.illegal-version", () -> Instance.of("id", "one", "h:80"));
        assertRefused("value.illegal", () -> Instance.of("id", "1", "h".repeat(253) + ":80"));
        assertRefused("value.illegal", () -> GOOD.withWeight(-1));
        assertRefused("value.illegal", () -> GOOD.withWeight(10_001));
        assertRefused("name.illegal", () -> with("Zone", List.of()));
        assertRefused("value.illegal", () -> with("", Collections.nCopies(33, "tag")));
        assertRefused("value.illegal", () -> with("", List.of("t".repeat(64))));
        assertThat(with("zone-1", Collections.nCopies(32, "t".repeat(63))).tags()).hasSize(1);
        assertThat(GOOD.withWeight(0).weight()).isZero();
        assertThat(GOOD.withWeight(10_000).weight()).isEqualTo(10_000);
    }

    @Test
    void metadata_is_limited() {
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put("k".repeat(512), "v".repeat(512));
        for (int i = 1; i < 64; i++) {
            metadata.put("key-" + i, "");
        }
        assertThat(with(metadata).metadata()).hasSize(64);
        metadata.put("one-more", "");
        assertRefused("value.illegal", () -> with(metadata));
        assertRefused(
                "value.illegal", () -> with(new TreeMap<>(java.util.Map.of("k".repeat(513), ""))));
        assertRefused(
                "value.illegal", () -> with(new TreeMap<>(java.util.Map.of("", "v".repeat(513)))));
    }

    @Test
    void tags_are_kept_sorted_and_once() {
        assertThat(with("", List.of("b", "a", "b")).tags()).containsExactly("a", "b");
        assertThat(with("", List.of("b", "a"))).isEqualTo(with("", List.of("a", "b", "a")));
    }

    @Test
    void an_instance_does_not_change_with_what_it_was_made_of() {
        SortedMap<String, String> metadata = new TreeMap<>();
        Instance instance = with(metadata);
        metadata.put("later", "");
        assertThat(instance.metadata()).isEmpty();
        assertThatThrownBy(() -> instance.metadata().put("a", "b"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> with("", List.of("b", "a")).tags().add("c"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private static Instance with(String zone, List<String> tags) {
        return new Instance("id", "1", "h:80", 1, zone, tags, Collections.emptySortedMap());
    }

    private static Instance with(SortedMap<String, String> metadata) {
        return new Instance("id", "1", "h:80", 1, "", List.of(), metadata);
    }

    private static void assertRefused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Rejected.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }
}

package io.stargazer.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ID-4: which role is enough where. */
final class PrincipalTest {

    @ParameterizedTest
    @CsvSource({
        "VIEWER, VIEWER, true", "VIEWER, OPERATOR, false", "VIEWER, ADMIN, false",
        "OPERATOR, VIEWER, true", "OPERATOR, OPERATOR, true", "OPERATOR, ADMIN, false",
        "ADMIN, VIEWER, true", "ADMIN, OPERATOR, true", "ADMIN, ADMIN, true"
    })
    void each_role_includes_the_ones_before_it(Role has, Role needed, boolean may) {
        assertThat(with(Map.of("shop", has)).may("shop", needed)).isEqualTo(may);
        assertThat(with(Map.of("*", has)).may("shop", needed)).isEqualTo(may);
    }

    @Test
    void a_role_in_one_namespace_is_none_in_another() {
        Principal principal = with(Map.of("shop", Role.ADMIN));
        assertThat(principal.may("bank", Role.VIEWER)).isFalse();
        assertThat(principal.may("*", Role.VIEWER)).isFalse();
        assertThat(principal.may("", Role.VIEWER)).isFalse();
        assertThat(with(Map.of()).may("shop", Role.VIEWER)).isFalse();
    }

    @Test
    void the_greater_of_two_roles_counts() {
        Principal principal =
                with(Map.of("*", Role.VIEWER, "shop", Role.OPERATOR, "bank", Role.VIEWER));
        assertThat(principal.may("shop", Role.OPERATOR)).isTrue();
        assertThat(principal.may("bank", Role.OPERATOR)).isFalse();
        assertThat(with(Map.of("*", Role.ADMIN, "shop", Role.VIEWER)).may("shop", Role.ADMIN))
                .isTrue();
    }

    @Test
    void actors_say_their_kind() {
        assertThat(of(Principal.Kind.USER, "admin").actor()).isEqualTo("user:admin");
        assertThat(of(Principal.Kind.APPLICATION, "a/b").actor()).isEqualTo("app:a/b");
        assertThat(of(Principal.Kind.SERVER, "s1").actor()).isEqualTo("server:s1");
    }

    @Test
    void a_name_is_clean_and_short() {
        assertThat(of(Principal.Kind.USER, "x".repeat(127)).name()).hasSize(127);
        assertThatThrownBy(() -> of(Principal.Kind.USER, "x".repeat(128)))
                .isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> of(Principal.Kind.USER, "a\nb")).isInstanceOf(Rejected.class);
    }

    @Test
    void application_ids_are_read_as_they_are_written() {
        assertThat(ApplicationId.parse("shop")).isEqualTo(new ApplicationId("default", "shop"));
        assertThat(ApplicationId.parse("bank/shop")).hasToString("bank/shop");
        for (String bad : new String[] {"", "/", "a/", "/a", "a/b/c", "A/b"}) {
            assertThatThrownBy(() -> ApplicationId.parse(bad)).isInstanceOf(Rejected.class);
        }
    }

    private static Principal with(Map<String, Role> roles) {
        return new Principal(Principal.Kind.USER, "admin", new TreeMap<>(roles));
    }

    private static Principal of(Principal.Kind kind, String name) {
        return new Principal(kind, name, new TreeMap<>());
    }
}

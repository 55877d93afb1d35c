package io.stargazer.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.identity.Token;
import io.stargazer.api.identity.VerificationKey;
import io.stargazer.api.session.SessionContract;
import io.stargazer.api.session.SessionContract.Keys;
import io.stargazer.rpc.Credential;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ID-2: a provider decides alone whom it lets in. */
class TokenAuthenticatorTest {

    private static final KeyPair KEYS = newKeys();
    private static final long LATER = System.currentTimeMillis() + 3_600_000;

    private final TokenAuthenticator authenticator = new TokenAuthenticator("default");

    @BeforeEach
    void a_server_has_told_its_key() {
        authenticator.keys(keys(KEYS));
    }

    @Test
    void a_good_token_lets_in_until_it_expires() {
        var principal = authenticator.authenticate(token(KEYS, "default", Role.OPERATOR, LATER));
        assertThat(principal.name()).isEqualTo("app:default/shop");
        assertThat(principal.expires().toEpochMilli()).isEqualTo(LATER);
    }

    @Test
    void before_any_key_is_known_callers_are_sent_elsewhere() {
        assertRefused(
                new TokenAuthenticator("default"),
                token(KEYS, "default", Role.OPERATOR, LATER),
                Status.UNREACHABLE,
                "identity.no-keys");
    }

    @Test
    void a_secret_is_refused_unread() {
        Credential secret = new Credential(SessionContract.SECRET_CREDENTIAL, new byte[] {1, 2});
        assertRefused(authenticator, secret, Status.UNAUTHENTICATED, "identity.token-needed");
    }

    @Test
    void a_token_of_another_cluster_is_refused() {
        assertRefused(
                authenticator,
                token(newKeys(), "default", Role.OPERATOR, LATER),
                Status.UNAUTHENTICATED,
                "token.foreign");
    }

    @Test
    void an_expired_token_is_refused() {
        assertRefused(
                authenticator,
                token(KEYS, "default", Role.OPERATOR, System.currentTimeMillis() - 1),
                Status.UNAUTHENTICATED,
                "token.expired");
    }

    @Test
    void garbage_is_refused() {
        assertRefused(
                authenticator,
                new Credential(Credential.TOKEN, new byte[0]),
                Status.UNAUTHENTICATED,
                "token.malformed");
    }

    @Test
    void another_namespace_or_a_mere_viewer_may_not_call() {
        assertRefused(
                authenticator,
                token(KEYS, "other", Role.ADMIN, LATER),
                Status.PERMISSION_DENIED,
                "identity.forbidden");
        assertRefused(
                authenticator,
                token(KEYS, "default", Role.VIEWER, LATER),
                Status.PERMISSION_DENIED,
                "identity.forbidden");
    }

    @Test
    void newer_keys_replace_the_older_ones() {
        KeyPair newer = newKeys();
        authenticator.keys(keys(newer));
        authenticator.authenticate(token(newer, "default", Role.OPERATOR, LATER));
        assertRefused(
                authenticator,
                token(KEYS, "default", Role.OPERATOR, LATER),
                Status.UNAUTHENTICATED,
                "token.foreign");
    }

    private static void assertRefused(
            TokenAuthenticator by, Credential credential, Status status, String code) {
        assertThatThrownBy(() -> by.authenticate(credential))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.code()).isEqualTo(code);
                            assertThat(failure.status()).isEqualTo(status);
                        });
    }

    private static Credential token(KeyPair keys, String namespace, Role role, long expiresMs) {
        Principal principal =
                new Principal(
                        Principal.Kind.APPLICATION,
                        namespace + "/shop",
                        new TreeMap<>(Map.of(namespace, role)));
        String token =
                Token.sign(new Token.Claims("key", principal, 0, expiresMs), keys.getPrivate());
        return new Credential(Credential.TOKEN, token.getBytes(StandardCharsets.UTF_8));
    }

    private static Keys keys(KeyPair pair) {
        Bytes bytes = Bytes.of(pair.getPublic().getEncoded());
        return new Keys(List.of(new VerificationKey("key", bytes, 0, 0)));
    }

    private static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

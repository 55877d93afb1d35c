package io.stargazer.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ID-2, ID-3: tokens are signed, and good until they expire. */
final class TokenTest {

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final KeyPair KEYS = newKeys();
    private static final Token.Claims CLAIMS = claims("key-1");
    private static final String TOKEN = Token.sign(CLAIMS, KEYS.getPrivate());

    private static @Nullable PublicKey known(String id) {
        return id.equals("key-1") ? KEYS.getPublic() : null;
    }

    @Test
    void a_signed_token_is_good_until_the_millisecond_it_expires() {
        assertThat(TOKEN).matches("sg1\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{86}");
        assertThat(Token.verify(TOKEN, TokenTest::known, 1000)).isEqualTo(CLAIMS);
        assertThat(Token.verify(TOKEN, TokenTest::known, 1999)).isEqualTo(CLAIMS);
        assertRefused("token.expired", TOKEN, TokenTest::known, 2000);
        assertRefused("token.expired", TOKEN, TokenTest::known, Long.MAX_VALUE);
    }

    @Test
    void a_token_of_an_unknown_or_another_key_is_foreign() {
        assertRefused("token.foreign", TOKEN, id -> null, 1000);
        assertRefused("token.foreign", TOKEN, id -> newKeys().getPublic(), 1000);
        String other = Token.sign(claims("key-2"), KEYS.getPrivate());
        assertRefused("token.foreign", other, TokenTest::known, 1000);
        String forged = Token.sign(CLAIMS, newKeys().getPrivate());
        assertRefused("token.foreign", forged, TokenTest::known, 1000);
    }

    @Test
    void an_expired_foreign_token_is_foreign_first() {
        assertRefused("token.foreign", TOKEN, id -> newKeys().getPublic(), 5000);
    }

    @Test
    void every_changed_character_is_noticed() {
        for (int at = 0; at < TOKEN.length(); at++) {
            assertChangeIsNoticed(at, (char) (TOKEN.charAt(at) ^ 1));
            assertChangeIsNoticed(at, ALPHABET.charAt(at % 64));
            assertChangeIsNoticed(at, ".=+/ \n\u0000é语".charAt(at % 9));
        }
    }

    @Test
    void every_change_of_the_last_character_is_noticed() {
        for (int i = 0; i < ALPHABET.length(); i++) {
            assertChangeIsNoticed(TOKEN.length() - 1, ALPHABET.charAt(i));
        }
    }

    private void assertChangeIsNoticed(int at, char replacement) {
        if (TOKEN.charAt(at) != replacement) {
            String changed = TOKEN.substring(0, at) + replacement + TOKEN.substring(at + 1);
            assertRefused(null, changed, TokenTest::known, 1000);
        }
    }

    @Test
    void a_missing_or_added_character_is_noticed() {
        for (int at = 0; at < TOKEN.length(); at++) {
            assertRefused(null, TOKEN.substring(0, at), TokenTest::known, 1000);
            assertRefused(
                    null, TOKEN.substring(0, at) + TOKEN.substring(at + 1), TokenTest::known, 1000);
        }
        for (String added : new String[] {"=", "==", "A", ".", " ", "\n"}) {
            assertRefused(null, TOKEN + added, TokenTest::known, 1000);
            assertRefused(null, added + TOKEN, TokenTest::known, 1000);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sg1",
                "sg1.",
                "sg1..",
                "sg1...",
                "sg1.AAAA",
                "sg1.AAAA.",
                "sg1.AAAA.AAAA",
                "sg2.AAAA.AAAA",
                "sg1.____.____",
                "eyJhbGciOiJub25lIn0.e30.",
                "Bearer x",
                "语"
            })
    void what_is_no_token_is_refused(String garbage) {
        assertRefused(null, garbage, id -> KEYS.getPublic(), 1000);
    }

    @Test
    void a_token_too_long_is_refused_before_it_is_read() {
        assertRefused(
                "token.malformed", "sg1." + "A".repeat(8192) + ".AAAA", TokenTest::known, 1000);
    }

    private static Token.Claims claims(String keyId) {
        Principal shop = new Principal(Principal.Kind.APPLICATION, "default/shop", new TreeMap<>());
        return new Token.Claims(keyId, shop, 1000, 2000);
    }

    static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(
            @Nullable String code,
            String token,
            Function<String, @Nullable PublicKey> keys,
            long nowMs) {
        assertThatThrownBy(() -> Token.verify(token, keys, nowMs))
                .as(token)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> {
                            assertThat(refused.status()).isEqualTo(Status.UNAUTHENTICATED);
                            assertThat(refused.code()).startsWith(code == null ? "token." : code);
                        });
    }
}

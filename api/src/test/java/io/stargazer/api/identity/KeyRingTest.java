package io.stargazer.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Bytes;
import java.security.KeyPair;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** ID-2, ID-3: tokens are verified off line, with keys that change. */
final class KeyRingTest {

    private static final KeyPair FIRST = TokenTest.newKeys();
    private static final KeyPair SECOND = TokenTest.newKeys();

    @Test
    void tokens_of_all_keys_on_the_ring_are_good() {
        KeyRing ring = new KeyRing(List.of(key("first", FIRST, 0), key("second", SECOND, 0)));
        assertThat(ring.verify(token("first", FIRST, 1000), 1500).keyId()).isEqualTo("first");
        assertThat(ring.verify(token("second", SECOND, 1000), 1500).keyId()).isEqualTo("second");
    }

    @Test
    void a_token_under_the_id_of_another_key_is_foreign() {
        KeyRing ring = new KeyRing(List.of(key("first", FIRST, 0), key("second", SECOND, 0)));
        assertForeign(ring, token("first", SECOND, 1000));
    }

    @Test
    void a_retired_key_is_good_for_tokens_signed_up_to_its_retirement() {
        KeyRing ring = new KeyRing(List.of(key("first", FIRST, 1200)));
        assertThat(ring.verify(token("first", FIRST, 1199), 1500).issuedMs()).isEqualTo(1199);
        assertThat(ring.verify(token("first", FIRST, 1200), 1500).issuedMs()).isEqualTo(1200);
        assertForeign(ring, token("first", FIRST, 1201));
    }

    @Test
    void an_empty_ring_refuses_all() {
        assertForeign(new KeyRing(List.of()), token("first", FIRST, 1000));
    }

    @Test
    void what_is_no_key_does_not_get_on_the_ring() {
        VerificationKey garbage = new VerificationKey("first", Bytes.of(new byte[44]), 0, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KeyRing(List.of(garbage)))
                .withMessageContaining("first");
    }

    private static VerificationKey key(String id, KeyPair keys, long retiresMs) {
        return new VerificationKey(id, Bytes.of(keys.getPublic().getEncoded()), 0, retiresMs);
    }

    private static String token(String keyId, KeyPair keys, long issuedMs) {
        Principal who = new Principal(Principal.Kind.USER, "admin", new TreeMap<>());
        return Token.sign(new Token.Claims(keyId, who, issuedMs, 9000), keys.getPrivate());
    }

    private static void assertForeign(KeyRing ring, String token) {
        assertThatThrownBy(() -> ring.verify(token, 1500))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> {
                            assertThat(refused.status()).isEqualTo(Status.UNAUTHENTICATED);
                            assertThat(refused.code()).isEqualTo("token.foreign");
                        });
    }
}

package io.stargazer.bench.log.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Messages as Protobuf writes them. */
class EtcdMessagesTest {

    @Test
    void a_put_is_its_key_and_its_value() {
        assertThat(EtcdMessages.put(new byte[] {'k'}, new byte[] {'v', 'w'}))
                .isEqualTo(bytes("0a016b 12027677"));
    }

    @Test
    void a_length_beyond_127_takes_two_bytes() {
        assertThat(EtcdMessages.put(new byte[0], new byte[300])).startsWith(bytes("0a00 12ac02"));
    }

    @Test
    void a_status_tells_the_term_and_whether_it_is_the_leader_s() {
        assertThat(EtcdMessages.leads(bytes("0a05 109601 2005 209601"))).isTrue();
        assertThat(EtcdMessages.term(bytes("0a05 109601 2005 209601"))).isEqualTo(5);
        assertThat(EtcdMessages.leads(bytes("0a05 109601 2005 2007"))).isFalse();
    }

    @Test
    void only_a_watch_response_with_events_tells_of_a_change() {
        assertThat(EtcdMessages.hasEvents(bytes("0a021001 1801"))).isFalse();
        assertThat(EtcdMessages.hasEvents(bytes("0a021001 5a020800"))).isTrue();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}

package io.stargazer.server.log.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.server.log.EntryCodec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntryCodecTest {

    private static final EntryCodec.Header HEADER =
            new EntryCodec.Header(-7, 42, 1_700_000_000_000L);

    @Test
    void entry_comes_back_as_it_went() {
        List<byte[]> items = List.of(Items.bytes("one"), new byte[0], Items.bytes("three"));
        EntryCodec.Entry back = EntryCodec.decode(EntryCodec.encode(HEADER, items));
        assertThat(back.header()).isEqualTo(HEADER);
        assertThat(back.items()).containsExactlyElementsOf(items);
    }

    @Test
    void layout_of_shipped_logs_never_changes() {
        assertThat(HexFormat.of().formatHex(EntryCodec.encode(HEADER, List.of(Items.bytes("ab")))))
                .isEqualTo(
                        "01fffffffffffffff9000000000000002a0000018bcfe56800"
                                + "00000001000000026162");
    }

    @Test
    void truncated_entry_is_refused_at_every_length() {
        byte[] entry = EntryCodec.encode(HEADER, List.of(Items.bytes("one"), Items.bytes("two")));
        for (int length = 0; length < entry.length; length++) {
            byte[] torn = Arrays.copyOf(entry, length);
            assertThatThrownBy(() -> EntryCodec.decode(torn))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("a log entry cannot be read");
        }
    }

    @Test
    void unknown_layout_impossible_count_and_extra_bytes_are_refused() {
        byte[] entry = EntryCodec.encode(HEADER, List.of(Items.bytes("one")));
        byte[] layout = entry.clone();
        layout[0] = 2;
        byte[] count = entry.clone();
        count[25] = 0x7f;
        byte[] extra = Arrays.copyOf(entry, entry.length + 1);
        assertThatThrownBy(() -> EntryCodec.decode(layout)).hasMessageContaining("layout 2");
        assertThatThrownBy(() -> EntryCodec.decode(count)).hasMessageContaining("impossible count");
        assertThatThrownBy(() -> EntryCodec.decode(extra)).hasMessageContaining("after its last");
    }
}

package io.stargazer.rpc.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BulkRequestsTest {

    @Test
    void requests_stand_one_behind_the_other_whatever_was_expected() {
        for (BulkRequests requests :
                List.of(new BulkRequests(), new BulkRequests(0, 0), new BulkRequests(9, 9999))) {
            for (int at = 0; at < 300; at++) {
                requests.add(new byte[] {9, (byte) at, (byte) at, 9}, 1, at % 3);
            }
            assertThat(requests.size()).isEqualTo(300);
            assertThat(requests.totalBytes()).isEqualTo(300);
            assertThat(requests.longest()).isEqualTo(2);
            for (int at = 0; at < 300; at++) {
                assertThat(requests.length(at)).isEqualTo(at % 3);
                for (int each = 0; each < at % 3; each++) {
                    assertThat(requests.bytes()[requests.offset(at) + each]).isEqualTo((byte) at);
                }
            }
        }
    }

    @Test
    void one_more_than_the_most_is_refused() {
        BulkRequests most = Numbers.upFrom(0, BulkRequests.MAX_SIZE);
        assertThatThrownBy(() -> most.add(new byte[0]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("65536 requests");
        assertThat(most.size()).isEqualTo(BulkRequests.MAX_SIZE);
    }
}

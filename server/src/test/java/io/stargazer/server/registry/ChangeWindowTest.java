package io.stargazer.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.registry.ServiceName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RG-2: what is remembered for those who were away. */
class ChangeWindowTest {

    private static final ServiceName A = new ServiceName("default", "a");
    private static final ServiceName B = new ServiceName("default", "b");

    private record Remembered(ServiceName service, long revision, String text) {}

    private final ChangeWindow window = new ChangeWindow(new ChangeWindow.Size(4, 64));

    private void add(ServiceName service, long revision, String text) {
        window.add(service, revision, text.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable List<String> texts(@Nullable List<PushedUpdate> updates) {
        return updates == null
                ? null
                : updates.stream()
                        .map(update ->
                                update.revision()
                                        + " "
                                        + new String(update.bytes(), StandardCharsets.UTF_8))
                        .toList();
    }

    @Test
    void each_service_continues_where_its_watcher_stopped() {
        add(A, 1, "up");
        add(B, 2, "up");
        add(A, 3, "down");
        assertThat(texts(window.after(A, 0))).containsExactly("1 up", "3 down");
        assertThat(texts(window.after(A, 1))).containsExactly("3 down");
        assertThat(texts(window.after(B, 1))).containsExactly("2 up");
        assertThat(window.after(B, 2)).isEmpty();
    }

    @Test
    void more_changes_than_there_is_room_for_push_the_oldest_out() {
        for (int revision = 1; revision <= 6; revision++) {
            add(revision % 2 == 0 ? A : B, revision, "x");
        }
        assertThat(window.after(A, 1)).isNull();
        assertThat(texts(window.after(A, 2))).containsExactly("4 x", "6 x");
    }

    @Test
    void more_bytes_than_there_is_room_for_push_the_oldest_out() {
        add(A, 1, "a".repeat(40));
        add(A, 2, "b".repeat(40));
        assertThat(window.after(A, 0)).isNull();
        assertThat(texts(window.after(A, 1))).containsExactly("2 " + "b".repeat(40));
    }

    @Test
    void a_change_that_is_larger_than_the_window_is_not_remembered() {
        add(A, 1, "a");
        add(A, 2, "b".repeat(65));
        assertThat(window.after(A, 1)).isNull();
        assertThat(window.after(A, 2)).isEmpty();
        add(A, 3, "c");
        assertThat(texts(window.after(A, 2))).containsExactly("3 c");
    }

    @Test
    void nothing_is_known_of_the_time_before_it_starts_again() {
        add(A, 1, "a");
        window.startAfter(7);
        assertThat(window.after(A, 6)).isNull();
        assertThat(window.after(A, 7)).isEmpty();
    }

    /** Beside a plain list, through every growth and around the ring many times. */
    @Test
    void it_remembers_exactly_the_last_changes_whatever_their_size() {
        ChangeWindow large = new ChangeWindow(new ChangeWindow.Size(1 << 12, 1 << 18));
        List<Remembered> all = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(4);
        for (int revision = 1; revision <= 30_000; revision++) {
            ServiceName service = new ServiceName("default", "s" + random.nextInt(50));
            String text = revision + "x".repeat(random.nextInt(120));
            large.add(service, revision, text.getBytes(StandardCharsets.UTF_8));
            all.add(new Remembered(service, revision, text));
            if (revision % 997 == 0) {
                ServiceName asked = new ServiceName("default", "s" + random.nextInt(50));
                long after = Math.max(0, revision - random.nextInt(2000));
                assertThat(texts(large.after(asked, after)))
                        .isEqualTo(
                                all.stream()
                                        .filter(each -> each.revision > after)
                                        .filter(each -> each.service.equals(asked))
                                        .map(each -> each.revision + " " + each.text)
                                        .toList());
            }
        }
        assertThat(large.after(A, 30_000 - (1 << 12) - 1)).isNull();
    }

    @Test
    void a_size_is_a_power_of_two() {
        assertThatThrownBy(() -> new ChangeWindow.Size(3, 64))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.stargazer.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.session.SessionContract.Servers;
import io.stargazer.rpc.Address;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CL-2: an application that knows one server comes to know all. */
class ServerBookTest {

    private static final Address GIVEN = new Address("given", 1);

    @TempDir Path folder;

    private ServerBook book() {
        return new ServerBook(List.of(GIVEN), new DiskCache(folder));
    }

    @Test
    void begins_with_what_it_was_given() {
        ServerBook book = book();
        assertThat(book.next()).isEqualTo(GIVEN);
        assertThat(book.isRoundOver()).isTrue();
        assertThat(book.next()).isEqualTo(GIVEN);
    }

    @Test
    void tries_the_leader_first_then_all_others_once_a_round() {
        ServerBook book = book();
        book.learn(new Servers("b:2", List.of("a:1", "b:2", "c:3")));
        assertThat(List.of(book.next(), book.next(), book.next()))
                .containsExactly(new Address("b", 2), new Address("a", 1), new Address("c", 3));
        assertThat(book.isRoundOver()).isFalse();
        assertThat(book.next()).isEqualTo(GIVEN);
        assertThat(book.isRoundOver()).isTrue();
        assertThat(book.next()).isEqualTo(new Address("b", 2));
    }

    @Test
    void servers_that_name_each_other_are_not_asked_for_ever() {
        ServerBook book = book();
        int tried = 0;
        do {
            String other = tried++ % 2 == 0 ? "a:1" : "b:2";
            book.next();
            book.learn(new Servers(other, List.of("a:1", "b:2")));
        } while (!book.isRoundOver() && tried < 10);
        assertThat(tried).isEqualTo(3);
    }

    @Test
    void next_process_knows_what_this_one_was_told() {
        book().learn(new Servers("b:2", List.of("a:1", "b:2")));
        assertThat(book().next()).isEqualTo(new Address("b", 2));
    }

    @Test
    void address_that_is_none_is_left_out() {
        ServerBook book = book();
        book.learn(new Servers("", List.of("nonsense", "a:1")));
        assertThat(book.next()).isEqualTo(new Address("a", 1));
        assertThat(book.next()).isEqualTo(GIVEN);
    }
}

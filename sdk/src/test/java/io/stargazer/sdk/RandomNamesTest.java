package io.stargazer.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Name;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomNamesTest {

    @Test
    void every_name_is_legal_and_none_comes_twice() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String name = RandomNames.next(i % 2 == 0 ? "" : "s-");
            assertThat(Name.isLegal(name)).as(name).isTrue();
            assertThat(names.add(name)).as(name).isTrue();
        }
    }
}

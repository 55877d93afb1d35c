package io.stargazer.server.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.server.console.page.MapLayout.Arrow;
import io.stargazer.server.console.page.MapLayout.Place;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MapLayoutTest {

    @Test
    void callers_stand_left_of_what_they_call() {
        List<Arrow> arrows =
                List.of(
                        new Arrow("web", "orders"),
                        new Arrow("orders", "stock"),
                        new Arrow("web", "stock"));
        Map<String, Place> places = MapLayout.of(List.of("stock", "orders", "web"), arrows);
        for (Arrow arrow : arrows) {
            assertThat(at(places, arrow.from()).x())
                    .as(arrow.toString())
                    .isLessThan(at(places, arrow.to()).x());
        }
        assertThat(at(places, "web").x()).isZero();
        assertThat(at(places, "stock").x()).isEqualTo(1);
    }

    @Test
    void circle_and_a_call_of_oneself_are_placed_too() {
        Map<String, Place> places =
                MapLayout.of(
                        List.of("a", "b", "c", "alone"),
                        List.of(
                                new Arrow("a", "b"),
                                new Arrow("b", "c"),
                                new Arrow("c", "a"),
                                new Arrow("b", "b")));
        assertThat(places).containsOnlyKeys("a", "b", "c", "alone");
        assertThat(places.values()).doesNotHaveDuplicates();
    }

    @Test
    void same_nodes_in_another_order_give_the_same_map() {
        List<Arrow> arrows = List.of(new Arrow("x", "z"), new Arrow("y", "z"), new Arrow("z", "q"));
        assertThat(MapLayout.of(List.of("x", "y", "z", "q"), arrows))
                .isEqualTo(MapLayout.of(List.of("q", "z", "y", "x"), arrows.reversed()));
    }

    private static Place at(Map<String, Place> places, String node) {
        return Objects.requireNonNull(places.get(node), node);
    }
}

package io.stargazer.server.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.workflow.Plan;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.StepState;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowId;
import io.stargazer.core.ControlState;
import io.stargazer.core.workflow.WorkflowRun;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** TK-11: a workflow as a drawing. */
final class WorkflowDrawingTest {

    private static final Step[] DIAMOND = {
        Step.of("merge", "t", "${left} ${right}"),
        Step.of("left", "t", "${split}"),
        Step.of("right", "t", "${split}"),
        Step.of("split", "t", "")
    };

    @Test
    void each_step_stands_behind_what_it_waits_for() {
        WorkflowRun run = started(DIAMOND);
        Layers layers = new Layers(run.shape(), 4);

        assertThat(layers.column(3)).isZero();
        assertThat(layers.column(1)).isEqualTo(1);
        assertThat(layers.column(2)).isEqualTo(1);
        assertThat(layers.column(0)).isEqualTo(2);
        assertThat(layers.row(1)).isNotEqualTo(layers.row(2));
        assertThat(layers.columns()).isEqualTo(3);
        assertThat(layers.rows()).isEqualTo(2);
    }

    @Test
    void steps_stand_near_those_that_they_wait_for() {
        WorkflowRun run =
                started(
                        Step.of("a", "t", ""),
                        Step.of("b", "t", ""),
                        Step.of("after-b", "t", "${b}"),
                        Step.of("after-a", "t", "${a}"));
        Layers layers = new Layers(run.shape(), 4);

        assertThat(layers.row(3)).isEqualTo(layers.row(0));
        assertThat(layers.row(2)).isEqualTo(layers.row(1));
    }

    @Test
    void every_step_and_every_edge_is_drawn_once_inside_of_the_drawing() throws Exception {
        Document svg = parsed(drawn(DIAMOND));
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(4);
        NodeList boxes = svg.getElementsByTagName("rect");
        assertThat(boxes.getLength()).isEqualTo(4);
        int width = number(svg.getDocumentElement(), "width");
        int height = number(svg.getDocumentElement(), "height");
        Set<String> places = new HashSet<>();
        for (int i = 0; i < boxes.getLength(); i++) {
            Element box = (Element) boxes.item(i);
            places.add(box.getAttribute("x") + " " + box.getAttribute("y"));
            assertThat(number(box, "x") + number(box, "width")).isLessThan(width);
            assertThat(number(box, "y") + number(box, "height")).isLessThan(height);
        }
        assertThat(places).as("each box has a place of its own").hasSize(4);
    }

    @Test
    void an_edge_leads_from_the_right_side_of_one_box_to_the_left_side_of_the_next()
            throws Exception {
        Document svg = parsed(drawn(Step.of("a", "t", ""), Step.of("b", "t", "${a}")));
        Element from = (Element) svg.getElementsByTagName("rect").item(0);
        Element to = (Element) svg.getElementsByTagName("rect").item(1);
        Element edge = (Element) svg.getElementsByTagName("path").item(0);
        int startX = number(from, "x") + number(from, "width");
        int startY = number(from, "y") + number(from, "height") / 2;
        int endY = number(to, "y") + number(to, "height") / 2;
        assertThat(edge.getAttribute("d"))
                .startsWith("M%d %dC".formatted(startX, startY))
                .endsWith(" %d %d".formatted(number(to, "x"), endY));
        assertThat(number(to, "x")).isGreaterThan(startX);
    }

    @Test
    void states_are_told_by_colour_and_by_word() {
        String svg = drawn(DIAMOND);

        assertThat(svg).contains("class=\"step-running\"", ">running</text>");
        assertThat(svg).contains("class=\"step-waiting\"", ">waiting</text>", "#2f9e44");
        assertThat(svg).contains("href=\"#step-merge\"");
    }

    @Test
    void a_fan_out_tells_how_much_of_it_is_done_and_a_failure_its_reason() throws Exception {
        ControlState state =
                start(
                        Step.of("split", "t", ""),
                        Step.of("count", "t", "${item}").withForEach("split"));
        end(state, new AttemptEnd.Succeeded(bytes("[1,2,3]")));
        end(state, new AttemptEnd.Succeeded(bytes("1")));
        assertThat(drawn(state)).contains(">running 1/3</text>");
        end(state, new AttemptEnd.Failed("no wool", false));

        Document svg = parsed(drawn(state));
        Element count = (Element) svg.getElementsByTagName("a").item(1);
        assertThat(count.getAttribute("class")).isEqualTo("step-failed");
        assertThat(count.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("count: failed, no wool");
        assertThat(colours(svg)).doesNotHaveDuplicates().hasSize(2);
        assertThat(colours(svg)).doesNotContainAnyElementsOf(colours(parsed(drawn(DIAMOND))));
    }

    private static List<String> colours(Document svg) {
        NodeList boxes = svg.getElementsByTagName("rect");
        return IntStream.range(0, boxes.getLength())
                .mapToObj(i -> ((Element) boxes.item(i)).getAttribute("stroke"))
                .distinct()
                .toList();
    }

    /** The first task that is pending ends so. */
    private static void end(ControlState state, AttemptEnd end) {
        TaskType type = new TaskType("default", "t");
        TaskId id =
                Objects.requireNonNull(state.view().tasks().queue(type))
                        .pending()
                        .iterator()
                        .next()
                        .key();
        long revision = state.nextRevision();
        state.apply(
                        new Stamp(revision, revision, "user:x"),
                        new TaskCommand.EndAttempts(
                                type,
                                List.of(new EndedAttempt(id, revision, "e1", end, List.of()))))
                .orThrow();
    }

    private static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void what_people_wrote_does_not_become_markup() throws Exception {
        ControlState state = start(Step.of("a", "t", ""));
        WorkflowId id = new WorkflowId("default", "w");
        state.apply(new Stamp(2, 2, "user:x"), new WorkflowCommand.CancelWorkflow(id, ""));
        String svg = WorkflowDrawing.draw(run(state), each -> "<b>&\"");

        assertThat(parsed(svg).getElementsByTagName("b").getLength()).isZero();
        assertThat(svg).contains("&lt;b&gt;&amp;&quot;");
    }

    @Test
    void a_long_name_is_cut_and_told_in_full() {
        String name = "a-name-that-is-much-longer-than-its-box";

        assertThat(drawn(Step.of(name, "t", "")))
                .contains(">a-name-that-is-much…<", "<title>" + name + ": running</title>");
    }

    private static String drawn(Step... steps) {
        return drawn(start(steps));
    }

    private static String drawn(ControlState state) {
        return WorkflowDrawing.draw(run(state), WorkflowDrawingTest::word);
    }

    private static String word(StepState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static WorkflowRun started(Step... steps) {
        return run(start(steps));
    }

    private static ControlState start(Step... steps) {
        ControlState state = new ControlState();
        WorkflowId id = new WorkflowId("default", "w");
        state.apply(
                        new Stamp(1, 1, "user:x"),
                        new WorkflowCommand.StartWorkflow(
                                id, "user:x", Bytes.EMPTY, new Plan(List.of(steps))))
                .orThrow();
        return state;
    }

    private static WorkflowRun run(ControlState state) {
        return Objects.requireNonNull(state.view().workflows().run(new WorkflowId("default", "w")));
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }
}

package io.stargazer.server.workflow;

import io.stargazer.api.workflow.StepState;
import io.stargazer.core.workflow.StepRun;
import io.stargazer.core.workflow.WorkflowRun;
import java.util.Locale;
import java.util.function.Function;

/**
 * A workflow as an SVG: steps from left to right in the order in which they may run, each with its
 * state as a colour and as a word. Each step is a link to {@code #step-NAME} and has the class
 * {@code step-STATE}, for the page that it is put into. A pure function.
 */
public final class WorkflowDrawing {

    private static final int WIDTH = 168;
    private static final int HEIGHT = 48;
    private static final int GAP_X = 64;
    private static final int GAP_Y = 20;
    private static final int MARGIN = 12;
    private static final int MOST_LETTERS = 20;

    private final WorkflowRun run;
    private final Layers layers;
    private final Function<StepState, String> words;
    private final StringBuilder svg = new StringBuilder();

    private WorkflowDrawing(WorkflowRun run, Function<StepState, String> words) {
        this.run = run;
        this.words = words;
        layers = new Layers(run.shape(), run.steps().size());
    }

    /**
     * Draws a workflow.
     *
     * @param words how a state is called in the language of the reader
     */
    public static String draw(WorkflowRun run, Function<StepState, String> words) {
        return new WorkflowDrawing(run, words).drawn();
    }

    private String drawn() {
        int width = 2 * MARGIN + layers.columns() * (WIDTH + GAP_X) - GAP_X;
        int height = 2 * MARGIN + layers.rows() * (HEIGHT + GAP_Y) - GAP_Y;
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"workflow\" role=\"img\""
                                + " viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\">",
                        width,
                        height,
                        width,
                        height));
        svg.append(String.format(Locale.ROOT, "<title>%s</title>", escaped(run.id().toString())));
        for (int i = 0; i < run.steps().size(); i++) {
            for (int needed : run.shape().needs(i)) {
                drawEdge(needed, i);
            }
        }
        for (int i = 0; i < run.steps().size(); i++) {
            drawStep(i);
        }
        return svg.append("</svg>").toString();
    }

    private void drawEdge(int from, int to) {
        int startX = x(from) + WIDTH;
        int middle = (startX + x(to)) / 2;
        int startY = y(from) + HEIGHT / 2;
        int endY = y(to) + HEIGHT / 2;
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<path d=\"M%d %dC%d %d %d %d %d %d\" fill=\"none\" stroke=\"#adb5bd\""
                                + " stroke-width=\"1.5\"/>",
                        startX,
                        startY,
                        middle,
                        startY,
                        middle,
                        endY,
                        x(to),
                        endY));
    }

    private void drawStep(int step) {
        StepRun fared = run.step(step);
        String name = run.planned(step).name();
        String state = fared.state().name().toLowerCase(Locale.ROOT);
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<a href=\"#step-%s\" class=\"step-%s\">",
                        escaped(name),
                        state));
        svg.append(
                String.format(
                        Locale.ROOT, "<title>%s: %s</title>", escaped(name), escaped(told(fared))));
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"none\""
                                + " stroke=\"%s\" stroke-width=\"2\"/>",
                        x(step),
                        y(step),
                        WIDTH,
                        HEIGHT,
                        colour(fared.state())));
        addText(x(step) + 12, y(step) + 20, 14, "currentColor", name);
        addText(x(step) + 12, y(step) + 38, 12, colour(fared.state()), progress(step));
        svg.append("</a>");
    }

    private String told(StepRun fared) {
        String word = words.apply(fared.state());
        return fared.error().isEmpty() ? word : word + ", " + fared.error();
    }

    /** The word of its state and, of a fan-out, how many of its tasks are done. */
    private String progress(int step) {
        StepRun fared = run.step(step);
        String word = words.apply(fared.state());
        return run.planned(step).isFanOut() && fared.tasks() > 0
                ? "%s %d/%d".formatted(word, fared.succeeded(), fared.tasks())
                : word;
    }

    private void addText(int x, int y, int size, String colour, String text) {
        String shown =
                text.codePointCount(0, text.length()) <= MOST_LETTERS
                        ? text
                        : text.substring(0, text.offsetByCodePoints(0, MOST_LETTERS - 1)) + "…";
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" font-size=\"%d\" fill=\"%s\">%s</text>",
                        x,
                        y,
                        size,
                        colour,
                        escaped(shown)));
    }

    private static String colour(StepState state) {
        return switch (state) {
            case WAITING -> "#868e96";
            case RUNNING -> "#2f9e44";
            case SUCCEEDED -> "#1971c2";
            case FAILED -> "#e03131";
            case CANCELLED -> "#f08c00";
        };
    }

    private int x(int step) {
        return MARGIN + layers.column(step) * (WIDTH + GAP_X);
    }

    private int y(int step) {
        return MARGIN + layers.row(step) * (HEIGHT + GAP_Y);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

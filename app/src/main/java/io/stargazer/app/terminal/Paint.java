package io.stargazer.app.terminal;

/**
 * Colours of a terminal, or none. A state has one colour everywhere, and never colour alone: the
 * word is always there.
 */
public enum Paint {
    PLAIN(""),
    BOLD("1"),
    FAINT("2"),
    GREEN("32"),
    AMBER("33"),
    RED("31"),
    GREY("90");

    private final String code;

    Paint(String code) {
        this.code = code;
    }

    /** The text in this colour, when colours are wanted. */
    public String on(String text, boolean coloured) {
        return coloured && !code.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }

    /** The colour of a state word as the server writes it. */
    public static Paint ofState(String state) {
        return switch (state) {
            case "running", "ready", "succeeded", "working" -> GREEN;
            case "suspect", "degraded", "draining", "starting", "protected" -> AMBER;
            case "waiting", "paused", "held", "attempt-failed", "stopping" -> AMBER;
            case "failed", "dead", "silent" -> RED;
            case "stopped", "closed", "cancelled" -> GREY;
            default -> PLAIN;
        };
    }
}

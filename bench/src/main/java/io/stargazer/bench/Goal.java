package io.stargazer.bench;

/**
 * What was asked of one figure of ours.
 *
 * @param against the peer by whose figure ours is divided; empty for ours as it is
 */
public record Goal(String name, String stat, String against, Demand demand, double limit) {

    /** On which side of the limit it has to be. */
    public enum Demand {
        AT_LEAST(">="),
        AT_MOST("<="),
        BELOW("<");

        private final String sign;

        Demand(String sign) {
            this.sign = sign;
        }
    }

    boolean isAbout(Report.Median ours) {
        return name.equals(ours.name()) && stat.equals(ours.stat());
    }

    boolean isReachedBy(double figure) {
        return switch (demand) {
            case AT_LEAST -> figure >= limit;
            case AT_MOST -> figure <= limit;
            case BELOW -> figure < limit;
        };
    }

    /** For people, as {@code >= 30 x}. */
    String asked() {
        return demand.sign + " " + Report.number(limit) + (against.isEmpty() ? "" : " x");
    }
}

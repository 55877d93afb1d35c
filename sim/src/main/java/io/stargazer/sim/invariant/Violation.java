package io.stargazer.sim.invariant;

import java.util.function.Supplier;

/** An invariant that does not hold: a bug has been found. */
public final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Violation(Invariant invariant, String sentence) {
        super(invariant.getClass().getSimpleName() + ": " + sentence);
    }

    /** Throws it, unless all is well. */
    public static void unless(boolean holds, Invariant invariant, Supplier<String> sentence) {
        if (!holds) {
            throw new Violation(invariant, sentence.get());
        }
    }
}

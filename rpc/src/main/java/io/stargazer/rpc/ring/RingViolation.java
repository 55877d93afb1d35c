package io.stargazer.rpc.ring;

import java.io.IOException;

/** The memory that is shared with the other side holds what it never should. */
public final class RingViolation extends IOException {

    private static final long serialVersionUID = 1L;

    RingViolation(String sentence) {
        super(sentence);
    }
}

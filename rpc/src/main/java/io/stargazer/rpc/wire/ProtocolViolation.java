package io.stargazer.rpc.wire;

import io.stargazer.api.Status;

/**
 * The other side broke the protocol (RP-9): the connection is told why and closed, nothing else is.
 */
public final class ProtocolViolation extends Exception {

    private static final long serialVersionUID = 1L;

    private final Status status;
    private final String code;
    private final String sentence;

    public ProtocolViolation(Status status, String code, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
        this.code = code;
        this.sentence = sentence;
    }

    public static ProtocolViolation malformed(String sentence) {
        return new ProtocolViolation(Status.INVALID_ARGUMENT, "rpc.malformed-frame", sentence);
    }

    public Status status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String sentence() {
        return sentence;
    }
}

package io.stargazer.api;

/** The far side failed in a way it did not foresee. Its own log has the details. */
public final class Faulted extends Failure {

    private static final long serialVersionUID = 1L;

    public Faulted(String code, String sentence) {
        super(Status.FAULTED, code, sentence);
    }
}

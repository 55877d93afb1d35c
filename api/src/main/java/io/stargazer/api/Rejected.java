package io.stargazer.api;

/** The request was understood and refused; sending it again gives the same answer. */
public final class Rejected extends Failure {

    private static final long serialVersionUID = 1L;

    public Rejected(Rejection rejection) {
        this(rejection.status(), rejection.code(), rejection.sentence());
    }

    public Rejected(Status status, String code, String sentence) {
        super(status, code, sentence);
    }
}

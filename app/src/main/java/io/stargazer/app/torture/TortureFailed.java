package io.stargazer.app.torture;

/** What must always hold did not; the message tells people what was seen. */
final class TortureFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TortureFailed(String story) {
        super(story);
    }
}

package io.stargazer.server.http;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A failure as HTTP says it; the one place where failures become answers.
 *
 * @param status the word, see {@link Status}
 * @param code stable, for programs
 * @param message one sentence, for people
 */
public record ErrorBody(Status status, String code, String message) {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorBody.class);

    /** What to answer. A bug is logged with its stack trace, here and only here. */
    public static ErrorBody of(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof Failure failure) {
            return new ErrorBody(
                    failure.status(), failure.code(), String.valueOf(failure.getMessage()));
        }
        String incident = Integer.toHexString(ThreadLocalRandom.current().nextInt());
        LOG.error("incident {}", incident, cause);
        return new ErrorBody(
                Status.FAULTED,
                "server.bug",
                "something went wrong here; the server's log says more under incident " + incident);
    }
}

package io.stargazer.sdk.task.execute;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler: the task fails now, whatever attempts are left (TK-5). */
public class NonRetryable extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    public NonRetryable(String message) {
        super(message);
    }

    public NonRetryable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

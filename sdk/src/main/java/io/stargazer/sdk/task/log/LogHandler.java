package io.stargazer.sdk.task.log;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Lets an application's logger write to the log of its executor. */
final class LogHandler extends Handler {

    private final OwnLog log;

    LogHandler(OwnLog log) {
        this.log = log;
        setFormatter(new SimpleFormatter());
    }

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        String said = getFormatter().formatMessage(record);
        Throwable thrown = record.getThrown();
        log.add(
                "%s %s: %s%s"
                        .formatted(
                                record.getLevel().getName(),
                                record.getLoggerName(),
                                said,
                                thrown == null ? "" : ": " + thrown));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}

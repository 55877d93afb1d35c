package io.stargazer.app.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.Faulted;
import io.stargazer.api.Unavailable;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * Follows a stream of server-sent events and takes it up again, by revision, when the connection
 * ends (RG-2), be it at another server (CL-2): every change arrives once and in order. Runs on the
 * caller's thread.
 */
public final class EventStream {

    /** One event; the revision is its id. */
    public record Event(String kind, long revision, JsonNode data) {}

    /** Is told, on the thread that follows, of events and of the connection's fate. */
    public interface Listener {

        /** Returns whether to go on. */
        boolean onEvent(Event event);

        /** The connection ended; it is being taken up again. Told once until it is back. */
        void onLost();

        /** The stream goes on after this revision. */
        void onResumed(long revision);
    }

    private static final String UNAVAILABLE = "unavailable";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ApiClient api;
    private final String path;
    private long revision;
    private boolean isLost;
    private Duration pause = FIRST_PAUSE;

    /**
     * @param path of the stream, without the parameter {@code after}
     * @param after the revision that is known already; 0 begins with a listing
     */
    public EventStream(ApiClient api, String path, long after) {
        this.api = api;
        this.path = path;
        this.revision = after;
    }

    /**
     * Follows until the listener has enough.
     *
     * @throws io.stargazer.api.Failure when the server refuses, or cannot be reached at first
     */
    public void follow(Listener listener) {
        boolean wasConnected = false;
        while (true) {
            String mark = path.contains("?") ? "&" : "?";
            try (Stream<String> lines = api.lines(path + mark + "after=" + revision)) {
                wasConnected = true;
                if (!read(lines.iterator(), listener)) {
                    return;
                }
                lose(listener);
            } catch (UncheckedIOException broken) {
                lose(listener);
            } catch (Unavailable away) {
                if (!wasConnected) {
                    throw away;
                }
            }
            rest(pause);
            pause = pause.multipliedBy(2);
            if (pause.compareTo(LONGEST_PAUSE) > 0) {
                pause = LONGEST_PAUSE;
            }
        }
    }

    /** Returns whether to go on when the lines have come to an end. */
    private boolean read(Iterator<String> lines, Listener listener) {
        String kind = "message";
        StringBuilder data = new StringBuilder();
        long id = revision;
        while (lines.hasNext()) {
            String line = lines.next();
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).stripLeading();
            switch (field) {
                case "event" -> kind = value;
                case "id" -> id = Long.parseLong(value);
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                case "" -> {
                    if (colon < 0 && !data.isEmpty()) {
                        if (kind.equals(UNAVAILABLE)) {
                            return true; // this server cannot go on; another may
                        }
                        if (!deliver(new Event(kind, id, parse(data.toString())), listener)) {
                            return false;
                        }
                        kind = "message";
                        data.setLength(0);
                    }
                }
                default -> {}
            }
        }
        return true;
    }

    private boolean deliver(Event event, Listener listener) {
        if (isLost) {
            isLost = false;
            pause = FIRST_PAUSE;
            listener.onResumed(revision);
        }
        revision = event.revision();
        return listener.onEvent(event);
    }

    private static JsonNode parse(String data) {
        try {
            return ApiClient.parse(data);
        } catch (JsonProcessingException notJson) {
            throw new Faulted("cli.foreign-event", "the server sent an event that is not JSON");
        }
    }

    private void lose(Listener listener) {
        if (!isLost) {
            isLost = true;
            listener.onLost();
        }
    }

    /** Waits before asking again. */
    static void rest(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new Unavailable.Indeterminate("cli.interrupted", "waiting was interrupted");
        }
    }
}

package io.stargazer.app.torture;

import com.fasterxml.jackson.databind.JsonNode;

/** What came of a request, in the words that a history knows. */
sealed interface Reply {

    /** It was done. */
    record Done(JsonNode document) implements Reply {}

    /** It was not done and never will be. */
    record NotDone(String why) implements Reply {}

    /** It may have been done, or still be. */
    record Unknown(String why) implements Reply {}

    /** An answer that must not be. */
    record Wrong(String what) implements Reply {}
}

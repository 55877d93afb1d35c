package io.stargazer.server.log.succession;

import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;

/**
 * Where a voter stands.
 *
 * @param leader whom it follows; empty when it knows none
 * @param term in which it does
 * @param lastTerm of its last entry
 * @param lastIndex of its last entry
 */
public record Standing(String leader, long term, long lastTerm, long lastIndex) {

    /** Still under the same leader, in the same term. */
    boolean isUnder(Standing other) {
        return !leader.isEmpty() && leader.equals(other.leader) && term == other.term;
    }

    /** More than zero when it has entries that the other lacks. */
    int compareEntries(Standing other) {
        return lastTerm != other.lastTerm
                ? Long.compare(lastTerm, other.lastTerm)
                : Long.compare(lastIndex, other.lastIndex);
    }

    void write(Sink sink) {
        sink.string(leader);
        sink.signed(term);
        sink.signed(lastTerm);
        sink.signed(lastIndex);
    }

    static Standing read(Source source) {
        return new Standing(source.string(), source.signed(), source.signed(), source.signed());
    }
}

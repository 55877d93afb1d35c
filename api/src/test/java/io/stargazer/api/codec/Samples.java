package io.stargazer.api.codec;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Types to try codecs with, good ones and bad ones. Public, as codecs require. */
public final class Samples {

    private Samples() {}

    public record Simple(
            boolean flag,
            int number,
            long large,
            double fraction,
            String text,
            Bytes bytes,
            Instant moment,
            Duration duration) {}

    public record Maybe(@Nullable String text, @Nullable Bytes bytes, int number) {}

    public record Nested(
            List<List<String>> lists, SortedMap<String, SortedMap<String, List<Integer>>> maps) {}

    public record Tree(String name, List<Tree> children) {}

    public sealed interface Family {
        @Tag(1)
        record One(String text) implements Family {}

        @Tag(2)
        record Nothing() implements Family {}

        @Tag(16_383)
        record Last(String text) implements Family {}
    }

    public record WithMap(Map<String, String> map) {}

    public record WithSet(Set<String> set) {}

    public record WithObject(Object object) {}

    public record WithFloat(float number) {}

    public record WithKeys(SortedMap<Integer, String> map) {}

    public record Nothing() {}

    /** Its list could not be read back: nothing takes no bytes, so any count would fit. */
    public record WithNothings(List<Nothing> list) {}

    public record Deep(int number, List<WithMap> list) {}

    record Hidden(int number) {}

    public sealed interface SameTag {
        @Tag(1)
        record A() implements SameTag {}

        @Tag(1)
        record B() implements SameTag {}
    }

    public sealed interface NoTag {
        record A() implements NoTag {}
    }

    public sealed interface ZeroTag {
        @Tag(0)
        record A() implements ZeroTag {}
    }

    public sealed interface LargeTag {
        @Tag(16_384)
        record A() implements LargeTag {}
    }

    public sealed interface NotOnlyRecords {
        @Tag(1)
        final class A implements NotOnlyRecords {}
    }
}

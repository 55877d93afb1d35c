package io.stargazer.api.codec;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One record of a sealed family: its {@link Tag}, then the record. */
final class SealedCodec implements Codec<Object> {

    private final Class<?> family;
    private final Map<Class<?>, Member> byClass = new HashMap<>();
    private final Map<Long, Member> byTag = new HashMap<>();

    private record Member(int tag, Codec<Object> codec) {}

    SealedCodec(Class<?> family, CodecBuilder builder) {
        this.family = family;
        for (Class<?> type : family.getPermittedSubclasses()) {
            if (!type.isRecord()) {
                throw new IllegalArgumentException(type.getName() + " must be a public record");
            }
            Tag tag = type.getAnnotation(Tag.class);
            if (tag == null || tag.value() < 1 || tag.value() > 16_383) {
                throw new IllegalArgumentException(type.getName() + " needs a @Tag of 1 to 16383");
            }
            Member member = new Member(tag.value(), new RecordCodec(type, builder));
            byClass.put(type, member);
            if (byTag.put((long) tag.value(), member) != null) {
                throw new IllegalArgumentException(
                        "the tag " + tag.value() + " is used twice in " + family.getName());
            }
        }
    }

    @Override
    public void write(Object value, Sink sink) {
        @Nullable Member member = byClass.get(value.getClass());
        if (member == null) {
            throw new IllegalArgumentException(value.getClass() + " is not of " + family);
        }
        sink.unsigned(member.tag());
        member.codec().write(value, sink);
    }

    @Override
    public Object read(Source source) {
        long tag = source.unsigned();
        @Nullable Member member = byTag.get(tag);
        if (member == null) {
            throw new Malformed(family.getSimpleName() + " has no record with the tag " + tag);
        }
        return member.codec().read(source);
    }
}

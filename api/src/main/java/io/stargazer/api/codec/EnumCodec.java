package io.stargazer.api.codec;

/** An enum constant as its ordinal: constants are only ever appended. */
final class EnumCodec implements Codec<Object> {

    private final Class<?> type;
    private final Object[] constants;

    EnumCodec(Class<?> type) {
        this.type = type;
        this.constants = type.getEnumConstants();
    }

    @Override
    public void write(Object value, Sink sink) {
        sink.unsigned(((Enum<?>) value).ordinal());
    }

    @Override
    public Object read(Source source) {
        long ordinal = source.unsigned();
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new Malformed(type.getSimpleName() + " has no constant number " + ordinal);
        }
        return constants[(int) ordinal];
    }
}

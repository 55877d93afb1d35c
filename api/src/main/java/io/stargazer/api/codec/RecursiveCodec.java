package io.stargazer.api.codec;

import java.lang.reflect.Type;

/** A type within itself: found at use, and counted, so that no input nests without end. */
record RecursiveCodec(Type type) implements Codec<Object> {

    @Override
    public void write(Object value, Sink sink) {
        sink.enter();
        Codecs.of(type).write(value, sink);
        sink.leave();
    }

    @Override
    public Object read(Source source) {
        source.enter();
        Object value = Codecs.of(type).read(source);
        source.leave();
        return value;
    }
}

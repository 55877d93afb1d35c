package io.stargazer.api.codec;

import java.util.Arrays;
import java.util.List;

/** A count, then the elements; read back as an immutable list. */
record ListCodec(Codec<Object> element) implements Codec<Object> {

    @Override
    public void write(Object value, Sink sink) {
        List<?> list = (List<?>) value;
        sink.unsigned(list.size());
        for (Object item : list) {
            element.write(item, sink);
        }
    }

    @Override
    public Object read(Source source) {
        int count = source.count();
        if (count == 0) {
            return List.of();
        }
        // Grows with what is really read: a count alone allocates nothing large.
        Object[] items = new Object[Math.min(count, 1024)];
        for (int i = 0; i < count; i++) {
            if (i == items.length) {
                items = Arrays.copyOf(items, Math.min(count, items.length * 2));
            }
            items[i] = element.read(source);
        }
        return List.of(items);
    }
}

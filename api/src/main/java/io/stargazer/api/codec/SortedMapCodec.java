package io.stargazer.api.codec;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A count, then keys and values in the order of the keys; read back as an immutable map. */
record SortedMapCodec(Codec<Object> value) implements Codec<Object> {

    @Override
    public void write(Object map, Sink sink) {
        SortedMap<?, ?> sorted = naturally((SortedMap<?, ?>) map);
        sink.unsigned(sorted.size());
        for (Map.Entry<?, ?> entry : sorted.entrySet()) {
            sink.string((String) entry.getKey());
            value.write(entry.getValue(), sink);
        }
    }

    /** The order of the bytes is that of the keys, whatever order the map was made with. */
    private static SortedMap<?, ?> naturally(SortedMap<?, ?> map) {
        return map.comparator() == null ? map : new TreeMap<>((Map<?, ?>) map);
    }

    @Override
    public Object read(Source source) {
        int count = source.count();
        if (count == 0) {
            return Collections.emptySortedMap();
        }
        TreeMap<String, Object> map = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String key = source.string();
            if (!map.isEmpty() && map.lastKey().compareTo(key) >= 0) {
                throw new Malformed("the keys of a map are not in order");
            }
            map.put(key, value.read(source));
        }
        return Collections.unmodifiableSortedMap(map);
    }
}

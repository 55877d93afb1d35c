package io.stargazer.rpc.gadget;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Remembers which classes were looked for. */
public final class RecordingLoader extends ClassLoader {

    private final Set<String> asked = new ConcurrentSkipListSet<>();

    public RecordingLoader() {
        super(RecordingLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        asked.add(name);
        return super.loadClass(name, resolve);
    }

    public Set<String> asked() {
        return Set.copyOf(asked);
    }
}

package io.stargazer.rpc.gadget;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.fory.Fory;

/**
 * What an attacker sends in place of arguments, in the form of Fory: classes that do something when
 * they are loaded, made, compared or hashed.
 */
public final class Gadgets {

    private static final ClassLoader ATTACKERS = new AttackersLoader();

    private Gadgets() {}

    /** The first of {@code arguments} arguments is the gadget; each payload under what it is. */
    public static Map<String, byte[]> payloads(int arguments) throws Exception {
        Map<String, byte[]> payloads = new LinkedHashMap<>();
        for (boolean compatible : new boolean[] {true, false}) {
            for (boolean references : new boolean[] {true, false}) {
                Fory fory = attacker(compatible, references);
                String with = (compatible ? ", evolving" : "") + (references ? ", by name" : "");
                values(references)
                        .forEach((name, value) -> {
                            Object[] all = new Object[arguments];
                            all[0] = value;
                            payloads.put(name + with, fory.serialize(all));
                        });
            }
        }
        payloads.put("a JDK stream", jdkStream(make("Bomb")));
        payloads.put("a deep list", deep(3_000, arguments));
        Tripwire.reset();
        return payloads;
    }

    static Fory attacker(boolean compatible, boolean references) {
        return Fory.builder()
                .withXlang(false)
                .withRefTracking(references)
                .withCompatible(compatible)
                .requireClassRegistration(false)
                .withJdkClassSerializableCheck(false)
                .suppressClassRegistrationWarnings(true)
                .withClassLoader(ATTACKERS)
                .build();
    }

    private static Map<String, Object> values(boolean references) {
        Map<String, Object> values = new LinkedHashMap<>();
        Object bomb = make("Bomb");
        Object lambda = ((Supplier<?>) make("Lambdas")).get();
        values.put("a class with side effects", bomb);
        values.put("a class in a list", new ArrayList<>(List.of("harmless", bomb)));
        values.put("a class as a key", new HashMap<>(Map.of(bomb, "x")));
        values.put("a class in a set", new HashSet<>(List.of(bomb)));
        values.put("a class in a queue", new PriorityQueue<>(List.of(bomb)));
        values.put("an array of a class", Array.newInstance(bomb.getClass(), 1));
        values.put("arrays of arrays of a class", Array.newInstance(bomb.getClass(), 1, 1));
        values.put("an Externalizable", make("Outside"));
        values.put("an enum", choice());
        values.put("a set of enums", enumSet());
        values.put("a class object", bomb.getClass());
        values.put("class objects", new Class<?>[] {bomb.getClass()});
        values.put("a lambda", lambda);
        values.put("a map ordered by a lambda", ordered(lambda));
        values.put("a proxy", proxy());
        values.put("a URL", url());
        values.put("a URL as a key", new HashMap<>(Map.of(url(), "x")));
        values.put("a file", new File("/etc/passwd"));
        values.put("a pattern", Pattern.compile("(a+)+$"));
        values.put("copies without end", Collections.nCopies(Integer.MAX_VALUE, "x"));
        values.put("a failure", new IllegalStateException("x", new IOException("y")));
        if (references) {
            values.put("a list in itself", cycle());
            values.put("an array in itself", arrayCycle());
        }
        return values;
    }

    private static Object make(String gadget) {
        try {
            return ATTACKERS
                    .loadClass(Bombs.class.getName() + "$" + gadget)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Enum<?> choice() {
        try {
            Class<?> type = ATTACKERS.loadClass(Bombs.class.getName() + "$Choice");
            return Enum.valueOf((Class) type, "ONLY");
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object enumSet() {
        return EnumSet.of((Enum) choice());
    }

    private static Object proxy() {
        Class<?>[] faces = {Comparable.class};
        return Proxy.newProxyInstance(ATTACKERS, faces, (InvocationHandler) make("Handler"));
    }

    private static Object url() {
        try {
            return URI.create("http://attacker.invalid/").toURL();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Object ordered(Object comparator) {
        TreeMap<Object, Object> map = new TreeMap<>((Comparator<Object>) comparator);
        map.put("a", "b");
        return map;
    }

    private static Object cycle() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        return list;
    }

    private static Object arrayCycle() {
        Object[] array = new Object[1];
        array[0] = array;
        return array;
    }

    private static byte[] jdkStream(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(value);
        return bytes.toByteArray();
    }

    /** Writing it needs a deep stack; reading it must not. */
    private static byte[] deep(int levels, int arguments) throws InterruptedException {
        Object[] all = new Object[arguments];
        Object inner = "x";
        for (int level = 0; level < levels; level++) {
            inner = new ArrayList<>(List.of(inner));
        }
        all[0] = inner;
        byte[][] written = new byte[1][];
        Runnable write =
                () ->
                        written[0] =
                                Fory.builder()
                                        .withXlang(false)
                                        .withMaxDepth(2 * levels)
                                        .requireClassRegistration(false)
                                        .build()
                                        .serialize(all);
        Thread writer = new Thread(null, write, "deep", 512L << 20);
        writer.start();
        writer.join();
        return written[0];
    }
}

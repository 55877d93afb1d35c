package io.stargazer.rpc.gadget;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import org.apache.fory.Fory;

/** Payloads of Fory that are small and claim to be large. */
public final class Lies {

    private static final int HONEST = 100;
    private static final int BYTES_TRIED = 48;

    private Lies() {}

    /** Small payloads in which one count after another claims to be enormous. */
    @SuppressWarnings("JdkObsolete") // Fory knows the old ones as well.
    public static List<byte[]> payloads(int arguments) {
        List<Object> honest =
                List.of(
                        new ArrayList<>(Collections.nCopies(HONEST, "x")),
                        new ArrayList<>(Collections.nCopies(HONEST, null)),
                        new Object[HONEST],
                        new byte[HONEST],
                        new long[HONEST],
                        new int[HONEST][HONEST],
                        new String[HONEST],
                        new HashMap<>(numbered(HONEST)),
                        new TreeMap<>(numbered(HONEST)),
                        new HashSet<>(numbered(HONEST).keySet()),
                        new ArrayBlockingQueue<>(HONEST),
                        BitSet.valueOf(new long[HONEST]),
                        new ArrayDeque<>(numbered(HONEST).keySet()),
                        lengthy(),
                        "x".repeat(HONEST),
                        new BigInteger(new byte[] {1, 2, 3}));
        List<byte[]> lies = new ArrayList<>();
        Fory fory = Gadgets.attacker(true, false);
        for (Object value : honest) {
            Object[] all = new Object[arguments];
            all[0] = value;
            byte[] payload = fory.serialize(all);
            for (int at = 0; at < Math.min(payload.length, BYTES_TRIED); at++) {
                lies.add(withHugeNumber(payload, at, 0x07));
                lies.add(withHugeNumber(payload, at, 0x01));
            }
        }
        return lies;
    }

    private static byte[] withHugeNumber(byte[] payload, int at, int last) {
        byte[] lie = new byte[payload.length + 4];
        System.arraycopy(payload, 0, lie, 0, at);
        Arrays.fill(lie, at, at + 4, (byte) 0xFF);
        lie[at + 4] = (byte) last;
        System.arraycopy(payload, at + 1, lie, at + 5, payload.length - at - 1);
        return lie;
    }

    private static Map<String, String> numbered(int count) {
        Map<String, String> map = new HashMap<>();
        for (int at = 0; at < count; at++) {
            map.put("k" + at, "v");
        }
        return map;
    }

    private static StringBuilder lengthy() {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < HONEST; at++) {
            text.append('x');
        }
        return text;
    }
}

package io.stargazer.rpc.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Frames, and what noise makes of them. */
public final class Mutations {

    private Mutations() {}

    public static byte[] frame(FrameType type, int flags, int id, byte[] body) {
        return ByteBuffer.allocate(10 + body.length)
                .putInt(6 + body.length)
                .put((byte) type.number())
                .put((byte) flags)
                .putInt(id)
                .put(body)
                .array();
    }

    /**
     * One to three changes: bits, bytes, the length field, the type, a cut, an insertion, a
     * repetition.
     */
    public static byte[] mutate(byte[] frame, Random random) {
        byte[] result = frame;
        for (int change = 1 + random.nextInt(3); change > 0; change--) {
            result = once(result.length == 0 ? frame : result, random);
        }
        return result;
    }

    private static byte[] once(byte[] frame, Random random) {
        byte[] copy = frame.clone();
        int at = random.nextInt(copy.length);
        switch (random.nextInt(9)) {
            case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy[at] = (byte) random.nextInt(256);
            case 2 -> copy[Math.min(4, copy.length - 1)] = (byte) random.nextInt(18);
            case 3 -> copy[Math.min(3, copy.length - 1)] += (byte) (random.nextInt(9) - 4);
            case 4 -> {
                return Arrays.copyOf(copy, at);
            }
            case 5 -> {
                ByteArrayOutputStream longer = new ByteArrayOutputStream();
                longer.write(copy, 0, at);
                longer.write(random.nextInt(256));
                longer.write(copy, at, copy.length - at);
                return longer.toByteArray();
            }
            case 6 -> Arrays.fill(copy, at, copy.length, (byte) 0x80);
            case 7 -> Arrays.fill(copy, at, copy.length, (byte) 0xFF);
            default -> {
                byte[] twice = Arrays.copyOf(copy, copy.length * 2);
                System.arraycopy(copy, 0, twice, copy.length, copy.length);
                return twice;
            }
        }
        return copy;
    }
}

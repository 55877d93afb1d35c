package io.stargazer.rpc.hostile;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What noise makes of a frame. Half of the mutations keep the length true, so that they reach the
 * fields; the others lie about it, so that all that follows is read askew.
 */
public final class Mutations {

    private static final int HEAD = 10;

    private static final int[] LENGTHS = {
        0,
        1,
        5,
        6,
        7,
        10,
        11,
        127,
        128,
        65_535,
        65_536,
        65_537,
        1 << 24,
        Integer.MAX_VALUE,
        -1,
        Integer.MIN_VALUE
    };

    private static final int[] IDS = {0, 1, 2, 3, 64, 65, 4_096, Integer.MAX_VALUE, -1, 1 << 31};

    private static final byte[][] NUMBERS = {
        {(byte) 0x80},
        {(byte) 0x80, 0},
        {(byte) 0xFF, 0x7F},
        {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07},
        {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F},
        {-1, -1, -1, -1, -1, -1, -1, -1, 0x7F},
        {-1, -1, -1, -1, -1, -1, -1, -1, -1, 0x01},
        {-128, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128},
        {0x40, 0x40},
        {0}
    };

    private Mutations() {}

    /** One to three changes to a whole frame. */
    public static byte[] mutate(byte[] frame, RandomGenerator random) {
        byte[] result = frame;
        for (int change = 1 + random.nextInt(3); change > 0; change--) {
            result = result.length < HEAD ? result : once(result, random);
        }
        return result;
    }

    private static byte[] once(byte[] frame, RandomGenerator random) {
        byte[] copy = frame.clone();
        int at = random.nextInt(copy.length);
        int inBody = HEAD + random.nextInt(copy.length - HEAD + 1);
        switch (random.nextInt(14)) {
            case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy[at] = (byte) random.nextInt(256);
            case 2 -> copy[4] = (byte) random.nextInt(18);
            case 3 -> copy[5] = (byte) random.nextInt(256);
            case 4 -> ByteBuffer.wrap(copy).putInt(6, IDS[random.nextInt(IDS.length)]);
            case 5 -> ByteBuffer.wrap(copy).putInt(0, LENGTHS[random.nextInt(LENGTHS.length)]);
            case 6 -> copy[3] += (byte) (random.nextInt(9) - 4);
            case 7 -> Arrays.fill(copy, inBody, copy.length, (byte) 0x80);
            case 8 -> Arrays.fill(copy, inBody, copy.length, (byte) 0xFF);
            case 9 -> copy = Arrays.copyOf(copy, at);
            case 10 -> copy = relength(Arrays.copyOf(copy, inBody));
            case 11 -> copy = relength(Arrays.copyOf(copy, copy.length + random.nextInt(40)));
            case 12 -> copy = insert(copy, inBody, NUMBERS[random.nextInt(NUMBERS.length)]);
            default -> copy = replace(copy, inBody, NUMBERS[random.nextInt(NUMBERS.length)]);
        }
        return copy;
    }

    private static byte[] insert(byte[] frame, int at, byte[] more) {
        byte[] longer = Arrays.copyOf(frame, frame.length + more.length);
        System.arraycopy(more, 0, longer, at, more.length);
        System.arraycopy(frame, at, longer, at + more.length, frame.length - at);
        return relength(longer);
    }

    private static byte[] replace(byte[] frame, int at, byte[] other) {
        byte[] changed = Arrays.copyOf(frame, Math.max(frame.length, at + other.length));
        System.arraycopy(other, 0, changed, at, other.length);
        return relength(changed);
    }

    private static byte[] relength(byte[] frame) {
        ByteBuffer.wrap(frame).putInt(0, frame.length - 4);
        return frame;
    }
}

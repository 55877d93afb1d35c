package io.stargazer.rpc.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What one side says in a session: frames that make sense, some of them mutated, doubled, out of
 * their order, of the other side, or all at once.
 */
public final class Script {

    /** The numbers of the types in the document. */
    public static final int LOGIN = 1;

    public static final int LOGGED_IN = 2;
    public static final int DEFINE = 3;
    public static final int REQUEST = 4;
    public static final int RESPONSE = 5;
    public static final int ERROR = 6;
    public static final int CANCEL = 7;
    public static final int ITEM = 8;
    public static final int END = 9;
    public static final int CREDIT = 10;
    public static final int PING = 11;
    public static final int PONG = 12;
    public static final int GOAWAY = 13;
    public static final int CLOSE = 14;
    public static final int RING = 15;

    /** All of them; {@link #improvise} says now and then what nobody expects. */
    public static final List<Integer> TYPES =
            List.of(
                    LOGIN, LOGGED_IN, DEFINE, REQUEST, RESPONSE, ERROR, CANCEL, ITEM, END, CREDIT,
                    PING, PONG, GOAWAY, CLOSE, RING);

    /** A method that this side defines, and the flags of its requests. */
    public record Method(String path, int flags) {}

    /** Where a frame stands that was mutated, and what type it was of before. */
    private record Mutated(int at, int type) {}

    private static final int IDS = 6;

    private final RandomGenerator random;
    private final int[] types;
    private final Method[] methods;
    private int next;
    private int lastId;
    private final List<byte[]> frames = new ArrayList<>();
    private final List<Mutated> mutated = new ArrayList<>();

    /**
     * An empty script.
     *
     * @param types what this side says, the more often the more often
     * @param methods what it has defined
     */
    public Script(RandomGenerator random, int[] types, Method... methods) {
        this.random = random;
        this.types = types;
        this.methods = methods;
        this.next = methods.length;
    }

    /** The definitions of its methods, which stay as they are. */
    public Script define() {
        for (int at = 0; at < methods.length; at++) {
            frames.add(define(at, methods[at].path()));
        }
        return this;
    }

    /**
     * Thirty frames more or less: in most sessions every second is mutated, in some only a few, so
     * that these get far.
     */
    public Script improvise() {
        int seldom = random.nextInt(3) == 0 ? 20 : 2;
        for (int at = 0; at < 30; at++) {
            int type =
                    random.nextInt(10 * seldom) == 0
                            ? TYPES.get(random.nextInt(TYPES.size()))
                            : one(types);
            byte[] frame = frame(type);
            if (random.nextInt(seldom) == 0) {
                mutated.add(new Mutated(frames.size(), type));
                frame = Mutations.mutate(frame, random);
            }
            frames.add(frame);
            switch (random.nextInt(12 * seldom)) {
                case 0 -> frames.add(frame.clone());
                case 1 -> swapWithLast();
                case 2 -> storm();
                default -> {}
            }
        }
        return this;
    }

    private void swapWithLast() {
        int last = frames.size() - 1;
        frames.add(frames.remove(Math.max(0, last - 1 - random.nextInt(3))));
    }

    private void storm() {
        int type = new int[] {CANCEL, CREDIT, PING, PONG, GOAWAY, DEFINE}[random.nextInt(6)];
        for (int more = random.nextInt(30); more > 0; more--) {
            frames.add(frame(type));
        }
    }

    /** The frames from here on, one after another. */
    public List<byte[]> frames() {
        return frames;
    }

    /** The types that those of the first frames were of which were mutated. */
    public List<Integer> mutatedAmong(int first) {
        return mutated.stream().filter(each -> each.at() < first).map(Mutated::type).toList();
    }

    private int one(int[] of) {
        return of[random.nextInt(of.length)];
    }

    private byte[] frame(int type) {
        int id = lastId == 0 ? 1 + random.nextInt(IDS) : Math.max(1, lastId - random.nextInt(IDS));
        return switch (type) {
            case LOGIN -> frame(LOGIN, 0, 0, bytes(u8(1), text("alice")));
            case LOGGED_IN ->
                    loggedIn("alice", 1 + random.nextInt(1 << 16), 1 + random.nextInt(20));
            case DEFINE -> define(index(), "target/inline");
            case REQUEST -> request(random.nextInt(12) == 0 ? id : ++lastId);
            case RESPONSE, ITEM -> frame(type, 0, id, payload());
            case ERROR -> frame(ERROR, random.nextInt(2), random.nextInt(IDS), reason());
            case CANCEL, END -> frame(type, 0, id, new byte[0]);
            case CREDIT -> frame(CREDIT, 0, id, u32(credit()));
            case PING, PONG -> frame(type, 0, 0, new byte[8]);
            case GOAWAY -> frame(GOAWAY, 0, 0, string("leaving"));
            case CLOSE -> frame(CLOSE, 0, 0, reason());
            case RING -> frame(RING, 0, 0, random.nextBoolean() ? new byte[16] : u8(1));
            default -> throw new AssertionError("nobody knows how to say type " + type);
        };
    }

    /** Mostly the next. */
    private int index() {
        return random.nextInt(12) == 0 ? random.nextInt(methods.length + 2) : next++;
    }

    private int credit() {
        return random.nextInt(8) == 0 ? -1 : 1 + random.nextInt(300);
    }

    private byte[] request(int id) {
        byte[] deadline = random.nextInt(4) == 0 ? bytes(u8(0xFF), u8(0x7F)) : u8(0);
        byte[] metadata =
                random.nextInt(3) == 0
                        ? bytes(u8(2), string("traceparent"), string("x"), string("k"), string(""))
                        : u8(0);
        int method = random.nextInt(Math.max(1, methods.length));
        int right = methods.length == 0 ? 0 : methods[method].flags();
        int flags = random.nextInt(8) == 0 ? random.nextInt(4) : right;
        return frame(REQUEST, flags, id, bytes(u8(method), deadline, metadata, payload()));
    }

    private byte[] payload() {
        int length = random.nextInt(30) == 0 ? random.nextInt(40_000) : random.nextInt(24);
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        return payload;
    }

    private byte[] reason() {
        return bytes(u8(1 + random.nextInt(14)), string("rpc.code"), string("a sentence"));
    }

    public static byte[] define(int index, String path) {
        return frame(DEFINE, 0, 0, bytes(u32(index), u8(0), text(path)));
    }

    public static byte[] login() {
        return frame(LOGIN, 0, 0, bytes(u8(1), text("alice")));
    }

    public static byte[] loggedIn(String name, int frameBytes, int calls) {
        byte[] never = ByteBuffer.allocate(8).putLong(Long.MAX_VALUE).array();
        byte[] limits = bytes(u32(frameBytes), u32(calls), u32(8), u32(5_000));
        return frame(LOGGED_IN, 0, 0, bytes(string(name), never, limits));
    }

    public static byte[] ping(long number) {
        return frame(PING, 0, 0, ByteBuffer.allocate(8).putLong(number).array());
    }

    public static byte[] cancel(int id) {
        return frame(CANCEL, 0, id, new byte[0]);
    }

    public static byte[] frame(int type, int flags, int id, byte[] body) {
        return ByteBuffer.allocate(10 + body.length)
                .putInt(6 + body.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(id)
                .put(body)
                .array();
    }

    public static byte[] u8(int value) {
        return new byte[] {(byte) value};
    }

    public static byte[] u32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Shorter than 128 bytes. */
    public static byte[] string(String text) {
        return bytes(u8(text.length()), text(text));
    }

    public static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

package io.stargazer.bench.rpc.peer.floor;

import io.stargazer.bench.rpc.load.BlockingEcho;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The floor between processes of one host: each side writes a message and then its number into
 * memory that both see, and looks at the other's number until it moves.
 */
final class SharedMemory {

    private static final VarHandle NUMBER = ValueLayout.JAVA_LONG.varHandle();
    private static final Path MEMORY_DISK = Path.of("/dev/shm");
    private static final long LINE = 128; // numbers and messages never share a line of the cache
    private static final long REQUEST = 0;
    private static final long REPLY = 2 * LINE;
    private static final long SIZE = 4 * LINE;

    private SharedMemory() {}

    /** Starts a thread that answers; returns the file to share. */
    static Path serve() throws IOException {
        Path file =
                Files.isDirectory(MEMORY_DISK)
                        ? Files.createTempFile(MEMORY_DISK, "stargazer-bench", ".floor")
                        : Files.createTempFile("stargazer-bench", ".floor");
        MemorySegment memory = map(file);
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    Spin spin = new Spin();
                    for (long number = 1; ; number++) {
                        await(memory, REQUEST, number, spin);
                        MemorySegment.copy(
                                memory, REQUEST + LINE, memory, REPLY + LINE, FloorPeer.BYTES);
                        NUMBER.setRelease(memory, REPLY, number);
                    }
                });
        return file;
    }

    static BlockingEcho connect(Path file) throws IOException {
        MemorySegment memory = map(file);
        Files.delete(file); // the memory stays until both sides have gone
        byte[] echo = new byte[FloorPeer.BYTES];
        Spin spin = new Spin();
        long[] number = {0};
        return payload -> {
            MemorySegment.copy(
                    payload, 0, memory, ValueLayout.JAVA_BYTE, REQUEST + LINE, payload.length);
            NUMBER.setRelease(memory, REQUEST, ++number[0]);
            await(memory, REPLY, number[0], spin);
            MemorySegment.copy(
                    memory, ValueLayout.JAVA_BYTE, REPLY + LINE, echo, 0, payload.length);
            return payload.length;
        };
    }

    private static void await(MemorySegment memory, long at, long number, Spin spin) {
        while ((long) NUMBER.getAcquire(memory, at) != number) {
            spin.once();
        }
        spin.reset();
    }

    private static MemorySegment map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, Arena.global());
        }
    }
}

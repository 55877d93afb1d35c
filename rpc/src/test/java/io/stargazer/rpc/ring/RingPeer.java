package io.stargazer.rpc.ring;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Loopback;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A provider or a consumer in a process of its own, to be killed. */
final class RingPeer implements AutoCloseable {

    /** By then the machine code is the one that lasts. */
    private static final int WARM_CALLS = 2_000;

    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private RingPeer(Process process) {
        this.process = process;
        Thread unused = Thread.ofVirtual().start(this::listen);
    }

    static RingPeer start(Object... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx128m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                RingPeer.class.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return new RingPeer(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    private void listen() {
        process.inputReader(StandardCharsets.UTF_8).lines().forEach(said::add);
    }

    /** The rest of the next line that begins so. */
    String say(String beginning) throws InterruptedException {
        List<String> other = new ArrayList<>();
        String line;
        while ((line = said.poll(30, TimeUnit.SECONDS)) != null) {
            if (line.startsWith(beginning)) {
                return line.substring(beginning.length()).strip();
            }
            other.add(line);
        }
        throw new AssertionError("the process never said " + beginning + ", only " + other);
    }

    /** Cuts the file of a ring short, which has no name any more, as a broken peer might. */
    void cutRing() throws IOException {
        try (DirectoryStream<Path> open =
                Files.newDirectoryStream(Path.of("/proc/" + process.pid() + "/fd"))) {
            for (Path file : open) {
                if (Files.isSymbolicLink(file)
                        && Files.readSymbolicLink(file).toString().contains(".ring")) {
                    try (FileChannel ring = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        ring.truncate(0);
                    }
                }
            }
        }
    }

    void kill() {
        Process unused = process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    static FastPath fastPath(Path folder) {
        return FastPath.SPIN.withRing(64 << 10).withFolder(folder);
    }

    static ServiceTable services() {
        return new ServiceTable()
                .bindInline("raw", "echo", (call, request) -> request)
                .bind(
                        "raw",
                        "never",
                        (call, request) -> {
                            new CountDownLatch(1).await();
                            return request;
                        });
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        if (arguments[0].equals("serve")) {
            RpcServer server =
                    new RpcServer(
                            new RpcSettings(services(), Loopback.BY_NAME)
                                    .withFastPath(fastPath(folder)));
            System.out.println("port " + server.listen("127.0.0.1", 0, 1).getPort());
            Thread.currentThread().join();
            return;
        }
        RpcClient client = new RpcClient(RpcLimits.DEFAULT, CallObserver.NONE, 1, fastPath(folder));
        RpcConnection connection =
                client.connect(
                                new Address("127.0.0.1", Integer.parseInt(arguments[2])),
                                Loopback.ALICE)
                        .get(10, TimeUnit.SECONDS);
        System.out.println("shares " + connection.sharesMemory());
        RpcMethod echo = RpcMethod.raw("raw", "echo");
        try {
            for (int at = 1; ; at++) {
                byte[] large = new byte[at % 10 == 0 ? 100_000 : 10];
                byte[] unused = connection.call(echo, large, CallOptions.DEFAULT).get();
                if (at == WARM_CALLS) {
                    System.out.println("warm");
                }
            }
        } catch (ExecutionException failed) {
            System.out.println("failed " + failed.getCause());
            Thread.currentThread().join();
        }
    }
}

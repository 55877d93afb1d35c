package io.stargazer.app.torture.task;

import io.stargazer.app.process.ChildProcesses;
import io.stargazer.app.process.ChildProcesses.Program;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two executors and a submitter, each a process that is killed and started again, and the record of
 * what they were promised and did. For one thread; the figures are for any.
 */
public final class TaskCrew implements AutoCloseable {

    private static final int EXECUTORS = 2;

    /** So many of those that have ended are asked for again by a new life of the submitter. */
    private static final int ASKED_TWICE = 50;

    private static final String SUBMITTER = "submitter";

    private final ChildProcesses processes;
    private final Place place;
    private final Consumer<String> alarm;
    private final Journal journal = new Journal();
    private final Effects effects;
    private final Map<String, Process> running = new HashMap<>();

    /** Those that may end, because they are killed. */
    private final Set<Process> unwanted = ConcurrentHashMap.newKeySet();

    private @Nullable PrintWriter submitter;
    private @Nullable Thread listener;

    /**
     * Where the cluster is, for an application.
     *
     * @param folder for the effects and caches
     * @param flags of the processes' JVMs
     * @param servers {@code host:port} of each, with commas between them
     */
    public record Place(
            Path folder, List<String> flags, String servers, String application, String secret) {}

    /**
     * Nobody works yet.
     *
     * @param alarm told when a process ends by itself, by any thread
     */
    public TaskCrew(ChildProcesses processes, Place place, Consumer<String> alarm)
            throws IOException {
        this.processes = processes;
        this.place = place;
        this.alarm = alarm;
        this.effects = new Effects(place.folder().resolve("effects"));
    }

    /** All begin. */
    public void start() throws IOException {
        for (int number = 1; number <= EXECUTORS; number++) {
            startExecutor("executor-" + number);
        }
        startSubmitter();
    }

    /** The executor that a number stands for. */
    public String executor(int pick) {
        return "executor-" + (1 + pick % EXECUTORS);
    }

    /** As the kernel kills. */
    public void killExecutor(String name) {
        kill(name);
    }

    public void startExecutor(String name) throws IOException {
        Path folder = place.folder().resolve("effects");
        running.put(
                name,
                watched(
                        name,
                        processes.start(
                                program(name, EffectExecutor.class, List.of(folder.toString())))));
    }

    /** As the kernel kills; what it had said is heard. */
    public void killSubmitter() throws InterruptedException {
        kill(SUBMITTER);
        if (listener != null) {
            listener.join();
        }
    }

    /** It goes on where the life before has ended, and asks how that one's tasks have. */
    public void startSubmitter() throws IOException {
        Process process =
                processes.startReadable(program(SUBMITTER, EffectSubmitter.class, List.of()));
        running.put(SUBMITTER, watched(SUBMITTER, process));
        listener =
                Thread.ofVirtual()
                        .start(() -> process.inputReader().lines().forEach(journal::hear));
        PrintWriter orders = new PrintWriter(process.outputWriter(), true);
        submitter = orders;
        List<Integer> asked = new ArrayList<>(journal.open());
        asked.addAll(journal.endedBefore(ASKED_TWICE));
        asked.forEach(number -> orders.println("again " + number));
        orders.println("from " + (journal.last() + 1));
    }

    private Process watched(String name, Process process) {
        var _ =
                process.onExit()
                        .thenAccept(ended -> {
                            if (!unwanted.remove(ended)) {
                                alarm.accept(
                                        "%s ended by itself with status %d: see %s"
                                                .formatted(
                                                        name,
                                                        ended.exitValue(),
                                                        processes.logOf(name)));
                            }
                        });
        return process;
    }

    private void kill(String name) {
        Process process = running.remove(name);
        if (process != null) {
            unwanted.add(process);
            process.toHandle().destroyForcibly(); // what it has said stays readable
            process.onExit().join();
        }
    }

    private Program program(String name, Class<?> main, List<String> arguments) {
        Map<String, String> environment =
                Map.of(
                        "STARGAZER_SERVERS", place.servers(),
                        "STARGAZER_APPLICATION", place.application(),
                        "STARGAZER_SECRET", place.secret(),
                        "STARGAZER_CACHE", place.folder().resolve("cache-" + name).toString());
        return new Program(name, main, place.flags(), arguments, environment);
    }

    /** No more is submitted from now on. */
    public void enough() {
        if (submitter != null) {
            submitter.println("enough");
        }
    }

    /** How many tasks were accepted. */
    public int accepted() {
        return journal.accepted();
    }

    /** How many tasks have ended, as far as submitters were told. */
    public int ended() {
        return journal.ended();
    }

    /** Whether all that were accepted have ended, as far as submitters were told. */
    public boolean isDone() {
        return journal.accepted() == journal.ended();
    }

    /** Those whose end is not known, for people. */
    public String open() {
        return journal.open().toString();
    }

    /** How many of those that ended are dead letters. */
    public int dead() {
        return journal.dead();
    }

    /** How many effects came too late and were refused. */
    public int refused() throws IOException {
        return effects.refusals();
    }

    /** What is wrong with what was told and done, when all have stopped; empty for nothing. */
    public Optional<String> complaint() throws IOException {
        return new Audit(journal, effects).complaint();
    }

    /** All end at once: what was promised must be true without them. */
    public void dismiss() {
        List.copyOf(running.keySet()).forEach(this::kill);
    }

    @Override
    public void close() {
        dismiss();
    }
}

package io.stargazer.server;

import static io.stargazer.server.TaskClient.RESIZE;
import static io.stargazer.server.TaskServerTest.assigned;
import static io.stargazer.server.TaskServerTest.result;
import static io.stargazer.server.TaskServerTest.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskEvent.Refusal;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.TaskClient.Heard;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-3, TK-4: executors and servers that go, and come back. */
@Timeout(60)
class TaskFaultsTest {

    @TempDir Path folder;

    private RunningServer start() throws Exception {
        return RunningServer.start(folder, config -> config);
    }

    @Test
    void a_task_of_an_executor_whose_connection_breaks_runs_elsewhere() throws Exception {
        try (RunningServer server = start();
                TaskClient submitter = TaskClient.newcomer(server, "shop")) {
            Heard<TaskUpdate> outcomes = submitter.outcomes();
            Assignment first;
            try (TaskClient dying = TaskClient.newcomer(server, "worker")) {
                Heard<Work> work = dying.work("e1", RESIZE, 1);
                submitter.submit(RESIZE, task("cat.png"));
                first = assigned(work);
            }
            Assignment second = assigned(submitter.work("e2", RESIZE, 1));
            assertThat(second.request()).isEqualTo(first.request());
            assertThat(second.attempt()).isEqualTo(2);
            assertThat(second.fence()).isGreaterThan(first.fence());
            assertThat(submitter.succeed(first, "late"))
                    .as("what the lost attempt did does not count")
                    .extracting("why")
                    .containsExactly(Refusal.FENCED);
            assertThat(submitter.succeed(second, "small")).isEmpty();
            assertThat(result(outcomes).attempts()).isEqualTo(2);
        }
    }

    @Test
    void a_task_of_an_executor_that_does_not_answer_runs_elsewhere() throws Exception {
        try (RunningServer server = RunningServer.start(folder, TaskFaultsTest::patient);
                FreezingProxy proxy = new FreezingProxy(server.port());
                TaskClient submitter = TaskClient.newcomer(server, "shop")) {
            String secret = TaskClient.secretOf(server, "worker");
            try (TaskClient hung = TaskClient.through(proxy.port(), "worker", secret, "s-hung")) {
                Heard<Work> work = hung.work("e1", RESIZE, 1);
                submitter.submit(RESIZE, task("cat.png"));
                assigned(work);
                proxy.freeze();
                assertThat(assigned(submitter.work("e2", RESIZE, 1)).attempt()).isEqualTo(2);
            }
        }
    }

    /** Silent connections may stay, unless something hangs on them. */
    private static ServerConfig patient(ServerConfig config) {
        ServerConfig.Limits usual = ServerConfig.Limits.DEFAULT;
        return config.withLimits(
                new ServerConfig.Limits(
                        usual.maxBodyBytes(),
                        usual.maxFrameBytes(),
                        usual.request(),
                        usual.silence(),
                        Duration.ofHours(1),
                        usual.snapshotEntries()));
    }

    @Test
    void a_task_that_ends_its_executors_is_a_dead_letter_in_the_end() throws Exception {
        RetryPolicy twice = new RetryPolicy(2, 0, 0);
        NewTask poison = task("poison").withOptions(TaskOptions.DEFAULT.withRetry(twice));
        try (RunningServer server = start();
                TaskClient submitter = TaskClient.newcomer(server, "shop")) {
            Heard<TaskUpdate> outcomes = submitter.outcomes();
            submitter.submit(RESIZE, poison);
            for (String name : List.of("first", "second")) {
                try (TaskClient dying = TaskClient.newcomer(server, name)) {
                    assigned(dying.work("e1", RESIZE, 1));
                }
            }
            TaskResult result = result(outcomes);
            assertThat(result.standing()).isEqualTo(Standing.DEAD);
            assertThat(result.error()).isEqualTo("its executor was lost");
        }
    }

    @Test
    void an_executor_that_comes_back_goes_on_with_what_it_names() throws Exception {
        try (RunningServer server = start()) {
            String secret = TaskClient.secretOf(server, "shop");
            TaskClient before = TaskClient.connect(server, "shop", secret, "s-1");
            before.submit(RESIZE, task("cat.png"));
            Heard<Work> first = before.work("e1", RESIZE, 1);
            Assignment assignment = assigned(first);
            try (TaskClient after = TaskClient.connect(server, "shop", secret, "s-1")) {
                Heard<Work> work = after.work("e1", RESIZE, 1, assignment.held());
                first.awaitEnd();
                before.die();
                assertThat(after.succeed(assignment, "small")).isEmpty();
                NewTask next = task("dog.png");
                after.submit(RESIZE, next);
                assertThat(assigned(work).request()).isEqualTo(next);
            }
        }
    }

    @Test
    void tasks_survive_a_restart_and_attempts_go_on_where_they_are() throws Exception {
        NewTask held = task("held");
        NewTask queued = task("queued");
        String secret;
        Assignment assignment;
        try (RunningServer server = start()) {
            secret = TaskClient.secretOf(server, "shop");
            try (TaskClient shop = TaskClient.connect(server, "shop", secret, "s-1")) {
                shop.submit(RESIZE, held);
                assignment = assigned(shop.work("e1", RESIZE, 1));
                shop.submit(RESIZE, queued);
                server.stop();
            }
        }
        try (RunningServer server = start();
                TaskClient shop = TaskClient.connect(server, "shop", secret, "s-1")) {
            Heard<TaskUpdate> outcomes =
                    shop.outcomes(
                            new AwaitedTask(RESIZE, held.id()),
                            new AwaitedTask(RESIZE, queued.id()));
            Heard<Work> work = shop.work("e1", RESIZE, 1, assignment.held());
            assertThat(shop.succeed(assignment, "small")).isEmpty();
            assertThat(result(outcomes).id()).isEqualTo(held.id());
            Work told = work.next();
            if (told instanceof Work.Stopped) {
                // Its end was told before it was known that this executor holds it: told again.
                assertThat(shop.succeed(assignment, "small"))
                        .extracting("why")
                        .containsExactly(Refusal.FINISHED);
                told = work.next();
            }
            Assignment next = assigned(told);
            assertThat(next.request()).isEqualTo(queued);
            assertThat(next.fence()).isGreaterThan(assignment.fence());
            shop.succeed(next, "small");
            assertThat(result(outcomes).id()).isEqualTo(queued.id());
        }
    }

    @Test
    void a_result_that_comes_after_the_end_is_refused() throws Exception {
        try (RunningServer server = start();
                TaskClient shop = TaskClient.newcomer(server, "shop")) {
            shop.submit(RESIZE, task("cat.png"));
            Assignment assignment = assigned(shop.work("e1", RESIZE, 1));
            assertThat(shop.succeed(assignment, "first")).isEmpty();
            assertThat(shop.succeed(assignment, "again"))
                    .extracting("why")
                    .containsExactly(Refusal.FINISHED);
        }
    }

    @Test
    void a_second_executor_of_the_same_name_is_refused_while_the_first_is_there() throws Exception {
        try (RunningServer server = start()) {
            String secret = TaskClient.secretOf(server, "shop");
            try (TaskClient first = TaskClient.connect(server, "shop", secret, "s-1");
                    TaskClient second = TaskClient.connect(server, "shop", secret, "s-2")) {
                first.submit(RESIZE, task("one"));
                assigned(first.work("e1", RESIZE, 1));
                Failure refused = second.work("e1", RESIZE, 1).failure();
                assertThat(refused.code()).isEqualTo("task.executor-taken");
                first.submit(RESIZE, task("two"));
                first.die();
                assertThat(assigned(second.insist("e1", RESIZE, 1))).isNotNull();
            }
        }
    }

    @Test
    void a_failure_is_tried_again_and_then_is_a_dead_letter_that_can_be_sent_again()
            throws Exception {
        RetryPolicy twice = new RetryPolicy(2, 5, 5);
        NewTask task = task("cat.png").withOptions(TaskOptions.DEFAULT.withRetry(twice));
        try (RunningServer server = start();
                TaskClient shop = TaskClient.newcomer(server, "shop")) {
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> work = shop.work("e1", RESIZE, 1);
            shop.submit(RESIZE, task);
            shop.end(assigned(work), new AttemptEnd.Failed("no memory", true));
            Assignment second = assigned(work);
            assertThat(second.attempt()).isEqualTo(2);
            shop.end(second, new AttemptEnd.Failed("no disk", true));
            TaskResult result = result(outcomes);
            assertThat(result.standing()).isEqualTo(Standing.DEAD);
            assertThat(result.error()).isEqualTo("no disk");
            var resent = server.tasks().operations.resend(RunningServer.ADMIN, RESIZE, ids(task));
            assertThat(TaskClient.get(resent)).isOne();
            assertThat(assigned(work).attempt()).isOne();
        }
    }

    private static List<TaskId> ids(NewTask task) {
        return List.of(task.id());
    }

    @Test
    void a_session_of_another_application_may_not_be_used() throws Exception {
        try (RunningServer server = start();
                TaskClient shop = TaskClient.newcomer(server, "shop");
                TaskClient thief = TaskClient.newcomer(server, "thief")) {
            thief.session = shop.session;
            assertThat(thief.work("e1", RESIZE, 1).failure().code()).isEqualTo("session.taken");
            assertThat(thief.outcomes().failure().code()).isEqualTo("session.taken");
        }
    }

    @Test
    void a_type_of_another_namespace_is_forbidden() throws Exception {
        TaskType foreign = new TaskType("elsewhere", "resize");
        try (RunningServer server = start();
                TaskClient shop = TaskClient.newcomer(server, "shop")) {
            assertThat(shop.work("e1", foreign, 1).failure().code())
                    .isEqualTo("identity.forbidden");
        }
    }

    /**
     * Between a client and a server, until it freezes: then nothing passes, and nothing is closed.
     */
    private static final class FreezingProxy implements AutoCloseable {

        private final ServerSocket door;
        private final int target;
        private final List<Socket> sockets = new ArrayList<>();
        private volatile boolean isFrozen;

        FreezingProxy(int target) throws IOException {
            this.target = target;
            door = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::serve);
        }

        int port() {
            return door.getLocalPort();
        }

        void freeze() {
            isFrozen = true;
        }

        private void serve() {
            try {
                while (!door.isClosed()) {
                    Socket client = door.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                    synchronized (sockets) {
                        sockets.add(client);
                        sockets.add(server);
                    }
                    Thread.ofVirtual().start(() -> pump(client, server));
                    Thread.ofVirtual().start(() -> pump(server, client));
                }
            } catch (IOException closed) {
                isFrozen = true;
            }
        }

        private void pump(Socket from, Socket to) {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] bytes = new byte[8192];
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    if (!isFrozen) {
                        out.write(bytes, 0, read);
                        out.flush();
                    }
                }
            } catch (IOException closed) {
                isFrozen = true;
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
            synchronized (sockets) {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }
    }
}

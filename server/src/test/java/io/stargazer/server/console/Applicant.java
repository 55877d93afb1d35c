package io.stargazer.server.console;

import io.stargazer.api.codec.Sink;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.RegistryContract;
import io.stargazer.api.registry.RegistryContract.CallCount;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.SessionContract;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorLog;
import io.stargazer.api.task.work.ExecutorLog.Line;
import io.stargazer.api.task.work.TaskContract;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.api.task.work.Work;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.RecordPayload;
import io.stargazer.server.registry.RegistryRpcApi;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;

/** An application's process with one connection and one session, as the SDK makes them. */
final class Applicant implements AutoCloseable {

    private final RpcClient client = new RpcClient();
    private final RpcConnection connection;
    private final RegistryRpcApi.Calls registry;
    private final ApplicationId application;
    private final String session;

    Applicant(int port, ApplicationId application, String secret, String session) {
        this.application = application;
        this.session = session;
        Sink sink = new Sink();
        sink.string(application.toString());
        sink.string(secret);
        Credential credential = new Credential(SessionContract.SECRET_CREDENTIAL, sink.toArray());
        connection = client.connect(new Address("127.0.0.1", port), () -> credential).join();
        proxy(SessionContract.class, SessionContract.SERVICE)
                .open(session, "test-host pid 4711 sdk 0.1.0")
                .join();
        registry = proxy(RegistryRpcApi.Calls.class, RegistryContract.SERVICE);
    }

    void register(String service, Instance instance) {
        registry.register(session, name(service), instance).join();
    }

    void reportCalls(String service, long calls, long errors, long totalMicros) {
        registry.reportCalls(
                        session, List.of(new CallCount(name(service), calls, errors, totalMicros)))
                .join();
    }

    void reportMethods(MethodCalls... counted) {
        registry.reportMethods(session, List.of(counted)).join();
    }

    /** It is half done with it. */
    private void tell(TaskContract tasks, Assignment begun) {
        TaskNote half =
                new TaskNote(
                        begun.type(),
                        begun.request().id(),
                        begun.fence(),
                        System.currentTimeMillis(),
                        500,
                        List.of("half <there>"));
        CompletableFuture<Boolean> _ = tasks.report(session, List.of(half));
    }

    /** Presents itself as an executor that is half done with all, and tells its log to who asks. */
    void execute(ExecutorHello hello, String... lines) {
        TaskContract tasks = proxy(TaskContract.class, TaskContract.SERVICE);
        long nowMs = System.currentTimeMillis();
        List<Line> log =
                IntStream.range(0, lines.length)
                        .mapToObj(at -> new Line(at + 1, nowMs, lines[at]))
                        .toList();
        tasks.work(session, hello)
                .subscribe(
                        new Flow.Subscriber<>() {
                            @Override
                            public void onSubscribe(Flow.Subscription given) {
                                given.request(Long.MAX_VALUE);
                            }

                            @Override
                            public void onNext(Work work) {
                                if (work instanceof Work.Assigned assigned) {
                                    tell(tasks, assigned.assignments().getFirst());
                                } else if (work instanceof Work.LogWanted wanted) {
                                    CompletableFuture<Boolean> _ =
                                            tasks.logged(
                                                    session,
                                                    new ExecutorLog(wanted.question(), nowMs, log));
                                }
                            }

                            @Override
                            public void onError(Throwable thrown) {}

                            @Override
                            public void onComplete() {}
                        });
    }

    private ServiceName name(String service) {
        return new ServiceName(application.namespace(), service);
    }

    private <T> T proxy(Class<T> contract, String service) {
        return RpcProxy.create(
                contract, service, connection, new RecordPayload(), CallOptions.DEFAULT);
    }

    /** Breaks the connection without a word, as a killed process does. */
    @Override
    public void close() {
        connection.close();
        client.close();
    }
}

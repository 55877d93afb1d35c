package io.stargazer.sdk.task.wire;

import io.stargazer.api.task.work.TaskContract;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.Caller;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.RecordPayload;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A connection to the leader that has our session.
 *
 * @param contract what may be asked of it
 * @param id of the session, for each call
 * @param giveUp ends the connection, so that another is made: this one is no good
 */
public record TaskSession(TaskContract contract, String id, Runnable giveUp) {

    public static TaskSession on(Caller connection, String id, Runnable giveUp) {
        TaskContract contract =
                RpcProxy.create(
                        TaskContract.class,
                        TaskContract.SERVICE,
                        connection,
                        new RecordPayload(),
                        CallOptions.DEFAULT);
        return new TaskSession(contract, id, giveUp);
    }

    /**
     * Makes a call; gives this session up when the answer says that it leads nowhere. The future
     * completes on an event loop; what hangs on it must not block.
     */
    public <T> CompletableFuture<T> call(Function<TaskContract, CompletableFuture<T>> call) {
        CompletableFuture<T> answer;
        try {
            answer = call.apply(contract);
        } catch (RuntimeException unmade) {
            answer = CompletableFuture.failedFuture(unmade);
        }
        return answer.whenComplete((value, thrown) -> {
            if (thrown != null && Setback.of(thrown) == Setback.OF_CONNECTION) {
                giveUp.run();
            }
        });
    }
}

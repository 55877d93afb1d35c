package io.stargazer.bench.rpc.peer.stargazer;

import io.stargazer.bench.rpc.load.BatchedEcho;
import io.stargazer.rpc.bulk.BulkReplies;
import io.stargazer.rpc.bulk.BulkRequests;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.RpcConnection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Bulk calls on one connection: each batch is put together anew, and every reply is looked at. */
record Batches(RpcConnection connection) implements BatchedEcho {

    @Override
    public void send(byte[] payload, int calls, Answers answers) {
        BulkRequests requests = new BulkRequests(calls, calls * payload.length);
        for (int at = 0; at < calls; at++) {
            requests.add(payload);
        }
        CompletableFuture<BulkReplies> _ =
                connection
                        .callAll(StargazerPeer.ECHO, requests, CallOptions.DEFAULT)
                        .whenComplete((replies, failure) ->
                                tell(answers, payload.length, replies, failure));
    }

    private static void tell(
            Answers answers,
            int expected,
            @Nullable BulkReplies replies,
            @Nullable Throwable failure) {
        if (replies == null) {
            answers.failed(failure == null ? new IllegalStateException("no replies") : failure);
            return;
        }
        for (int at = 0; at < replies.size(); at++) {
            if (replies.length(at) != expected) {
                Throwable why = replies.failure(at);
                answers.failed(
                        why == null ? new IllegalStateException("an echo of another size") : why);
                return;
            }
        }
        answers.answered(replies.size());
    }
}

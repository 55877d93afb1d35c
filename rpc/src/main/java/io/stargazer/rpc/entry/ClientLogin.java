package io.stargazer.rpc.entry;

import io.stargazer.api.Failure;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.LoggedIn;
import io.stargazer.rpc.wire.Outbox;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The logins of one connection (ID-2), one after the other as the protocol wants it: a LOGIN is
 * sent only after the answer to the one before. Event loop only.
 */
public final class ClientLogin {

    private record Attempt(Credential credential, CompletableFuture<LoggedIn> answer) {}

    private final Outbox out;

    /** The first is under way, the others wait for its answer. */
    private final Queue<Attempt> attempts = new ArrayDeque<>(2);

    public ClientLogin(Outbox out) {
        this.out = out;
    }

    /** Sends a LOGIN, after the answer to one that is under way. */
    public void attempt(Credential credential, CompletableFuture<LoggedIn> answer) {
        attempts.add(new Attempt(credential, answer));
        if (attempts.size() == 1) {
            sendFirst();
        }
    }

    public void accepted(LoggedIn answer) {
        Attempt done = attempts.poll();
        if (done != null) {
            done.answer().complete(answer);
            sendFirst();
        }
    }

    public void refused(Failure why) {
        Attempt done = attempts.poll();
        if (done != null) {
            done.answer().completeExceptionally(why);
            sendFirst();
        }
    }

    /** The connection is gone: nobody will be answered any more. */
    public void closed(Failure why) {
        @Nullable Attempt next;
        while ((next = attempts.poll()) != null) {
            next.answer().completeExceptionally(why);
        }
    }

    private void sendFirst() {
        Attempt first = attempts.peek();
        if (first != null && out.isOpen()) {
            out.begin(FrameType.LOGIN, 0, 0).writeByte(first.credential().kind());
            out.end(first.credential().bytes());
            out.flush();
        }
    }
}

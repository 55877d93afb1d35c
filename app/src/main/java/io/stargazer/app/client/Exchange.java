package io.stargazer.app.client;

import io.stargazer.api.Failure;
import io.stargazer.api.Faulted;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.tls.TlsTrouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Gets a question answered by the server that may answer it: tries those that are known until one
 * can be reached, follows it to the leader, and waits a while where nobody leads. Goes on only
 * where nothing was done: when there was no connection, or the server refused because it does not
 * lead; a GET also when its connection broke.
 */
final class Exchange {

    /** What is asked, of whichever server. */
    record Question(String method, String path, Optional<String> token, Optional<String> body) {}

    /** An answer, and whose it is. */
    record Answered<T>(ServerAddress server, HttpResponse<T> response) {

        /** Nobody leads, or the server does not any more: nothing was done. */
        boolean isWithoutLeader() {
            boolean saysWhen = response.headers().firstValue("retry-after").isPresent();
            return (response.statusCode() == 503 && saysWhen)
                    || response.statusCode() == Status.NOT_LEADER.http();
        }

        void discard() {
            switch (response.body()) {
                case Stream<?> lines -> lines.close();
                case InputStream bytes -> close(bytes);
                default -> {}
            }
        }
    }

    private static void close(InputStream unwanted) {
        try {
            unwanted.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // closing what is only in memory cannot fail
        }
    }

    private static final String NOT_SECURED = "cli.not-secured";
    private static final int MOST_HOPS = 3;
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final KnownServers servers;
    private final ApiClient.Timeouts timeouts;
    private final Optional<SSLContext> encryption;
    private final ApiClient.Listener listener;
    private final Map<Boolean, HttpClient> clients = new ConcurrentHashMap<>();

    Exchange(KnownServers servers, ApiClient.Manner manner, ApiClient.Listener listener) {
        this.servers = servers;
        this.timeouts = manner.timeouts();
        this.encryption = manner.encryption();
        this.listener = listener;
    }

    /** Blocks until there is an answer, whatever it says. */
    <T> Answered<T> ask(Question question, HttpResponse.BodyHandler<T> handler) {
        long endNs = System.nanoTime() + timeouts.leader().toNanos();
        boolean isTold = false;
        while (true) {
            try {
                Answered<T> answered = askAny(question, handler);
                if (!answered.isWithoutLeader() || System.nanoTime() - endNs >= 0) {
                    return answered;
                }
                answered.discard();
            } catch (Unavailable.NotLeader gone) {
                if (System.nanoTime() - endNs >= 0) {
                    throw gone;
                }
            }
            if (!isTold) {
                isTold = true;
                listener.onNoLeader();
            }
            EventStream.rest(LOOK_EVERY);
        }
    }

    /** A server that knows no leader may be the only one that does not. */
    private <T> Answered<T> askAny(Question question, HttpResponse.BodyHandler<T> handler) {
        @Nullable Answered<T> leaderless = null;
        @Nullable Unavailable away = null;
        for (ServerAddress server : servers.inOrder()) {
            try {
                Answered<T> answered = follow(server, question, handler);
                if (!answered.isWithoutLeader()) {
                    servers.answered(answered.server());
                    return answered;
                }
                leaderless = answered;
            } catch (Unavailable.NotLeader gone) {
                away = gone;
            } catch (Unavailable.Unreachable unreachable) {
                if (unreachable.code().equals(NOT_SECURED)) {
                    throw unreachable; // whom we do not believe is no reason to ask elsewhere
                }
                servers.missed();
                away = away == null ? unreachable : away;
            }
        }
        if (leaderless != null) {
            return leaderless;
        }
        throw away instanceof Unavailable.NotLeader gone ? gone : nobody();
    }

    /** Asks a server, or the leader that it names instead. */
    private <T> Answered<T> follow(
            ServerAddress first, Question question, HttpResponse.BodyHandler<T> handler) {
        ServerAddress server = first;
        URI address = first.at(question.path());
        for (int hop = 0; hop <= MOST_HOPS; hop++) {
            HttpResponse<T> response = send(server, address, question, handler, hop > 0);
            Answered<T> answered = new Answered<>(server, response);
            if (response.statusCode() != 307) {
                return answered;
            }
            answered.discard();
            address = address.resolve(response.headers().firstValue("location").orElse(""));
            server = leaderAt(server, address);
        }
        throw new Unavailable.NotLeader(
                "cluster.no-leader", "the servers do not agree on who leads");
    }

    /** The token goes along, so never from an encrypted connection to one that is not. */
    private static ServerAddress leaderAt(ServerAddress from, URI address) {
        boolean isWeb = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
        boolean isAsSafe = !from.isSecure() || "https".equals(address.getScheme());
        if (!isWeb || !isAsSafe || address.getHost() == null) {
            throw new Faulted("cli.foreign-redirect", "%s sends us to %s".formatted(from, address));
        }
        return new ServerAddress(address.getScheme() + "://" + address.getAuthority());
    }

    private <T> HttpResponse<T> send(
            ServerAddress server,
            URI address,
            Question question,
            HttpResponse.BodyHandler<T> handler,
            boolean isNamedAsLeader) {
        BodyPublisher body =
                question.body().map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .method(question.method(), body);
        question.token().ifPresent(value -> request.header("Authorization", "Bearer " + value));
        try {
            return await(server, question, client(server).sendAsync(request.build(), handler));
        } catch (Unavailable.Unreachable away) {
            throw isNamedAsLeader && !away.code().equals(NOT_SECURED)
                    ? new Unavailable.NotLeader(
                            "cluster.no-leader",
                            "the leader at " + server + " does not answer any more")
                    : away;
        }
    }

    /** Waits for the answer; what goes wrong on the way says whether anything was done. */
    private <T> T await(ServerAddress server, Question question, CompletableFuture<T> answer) {
        try {
            return answer.get(timeouts.answer().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw timedOut(server);
        } catch (InterruptedException stop) {
            answer.cancel(true);
            throw interrupted();
        } catch (ExecutionException failed) {
            Throwable cause = Objects.requireNonNull(failed.getCause());
            throw failure(server, question.method(), cause);
        }
    }

    private RuntimeException failure(ServerAddress server, String method, Throwable cause) {
        String trouble = server.isSecure() ? TlsTrouble.sentence(cause) : null;
        if (trouble != null) {
            return new Unavailable.Unreachable(
                    NOT_SECURED, "no secure connection to " + server + ": " + trouble);
        }
        return switch (cause) {
            case HttpConnectTimeoutException noConnection -> unreachable(List.of(server));
            case ConnectException noConnection -> unreachable(List.of(server));
            case HttpTimeoutException late -> timedOut(server);
            case IOException broken when method.equals("GET") -> unreachable(List.of(server));
            case IOException broken ->
                    new Unavailable.Indeterminate(
                            "cli.connection-lost",
                            "the connection to " + server + " broke before the answer came");
            default -> new IllegalStateException(cause);
        };
    }

    private Failure nobody() {
        return unreachable(servers.inOrder());
    }

    private static Failure unreachable(List<ServerAddress> asked) {
        return new Unavailable.Unreachable(
                "cli.unreachable",
                "no server answers at "
                        + asked.stream().map(ServerAddress::url).collect(Collectors.joining(", ")));
    }

    private Failure timedOut(ServerAddress server) {
        return new Unavailable.DeadlineExceeded(
                "cli.timed-out",
                "the server at %s did not answer within %d ms"
                        .formatted(server, timeouts.answer().toMillis()));
    }

    private static Unavailable interrupted() {
        Thread.currentThread().interrupt();
        return new Unavailable.Indeterminate("cli.interrupted", "the request was interrupted");
    }

    private HttpClient client(ServerAddress server) {
        return clients.computeIfAbsent(server.isSecure(), this::newClient);
    }

    /** HTTP/1.1: an offer to upgrade to HTTP/2 with every first request brings nothing here. */
    private HttpClient newClient(boolean isSecure) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeouts.connect());
        if (isSecure) {
            encryption.ifPresent(builder::sslContext);
        } else {
            builder.sslContext(trustNobody());
        }
        return builder.build();
    }

    /** Without it the client reads all certificates of the machine, also where it needs none. */
    private static SSLContext trustNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}

package io.stargazer.server.identity;

import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.IdentityCommand;
import io.stargazer.api.identity.KeyRing;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Token;
import io.stargazer.api.identity.VerificationKey;
import io.stargazer.api.session.SessionContract.Grant;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.control.Decision;
import io.stargazer.server.time.Timers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Issues and verifies tokens. A key signs only once its public half is in the log, so that whoever
 * is shown a token can know the key; a retired key is kept until the last token it signed has
 * expired, so that rotation is no outage (ID-3). Thread-safe.
 */
public final class TokenIssuer {

    /** How long a token is good (ID-1). */
    public static final Duration LIFETIME = Duration.ofHours(2);

    private final ControlPlane control;
    private final Timers timers;
    private final Path file;
    private volatile SigningKey key;
    private volatile Ring ring = new Ring(List.of(), new KeyRing(List.of()));

    private record Ring(List<VerificationKey> keys, KeyRing verifier) {}

    public TokenIssuer(ControlPlane control, Timers timers, Path file) throws IOException {
        this.control = control;
        this.timers = timers;
        this.file = file;
        this.key = SigningKey.loadOrCreate(file);
    }

    /** Whether the cluster knows this server's key, so that it can issue tokens. */
    public boolean isPublished() {
        return control.latest().identity().keys().contains(key.id());
    }

    /** Publishes this server's key unless the cluster knows it already. */
    public CompletableFuture<Decision> publish(String actor) {
        return control.submit(
                actor, new IdentityCommand.PublishKey(key.verificationKey(timers.millis())));
    }

    /** A token for the principal. */
    public Grant issue(Principal principal) {
        return issue(principal, LIFETIME);
    }

    /** A token that is good for so long, at most {@link #LIFETIME}. */
    public Grant issue(Principal principal, Duration lifetime) {
        if (lifetime.compareTo(LIFETIME) > 0) {
            throw new IllegalArgumentException("a token lives at most " + LIFETIME);
        }
        SigningKey signer = key;
        if (!control.latest().identity().keys().contains(signer.id())) {
            throw new Unavailable.NotLeader(
                    "identity.not-ready", "this server cannot issue tokens yet: try again");
        }
        long now = nowMs();
        long expires = now + lifetime.toMillis();
        return new Grant(
                signer.sign(new Token.Claims(signer.id(), principal, now, expires)), expires);
    }

    /**
     * The time as this server has it, but not before what it knows of: who exists was there before
     * his token, also when the clock of an earlier leader was fast.
     */
    long nowMs() {
        return Math.max(timers.millis(), control.latest().timeMs());
    }

    /**
     * Who shows this token.
     *
     * @throws io.stargazer.api.Rejected UNAUTHENTICATED, as {@link Token#verify}
     */
    public Token.Claims verify(String token) {
        return currentRing().verify(token, timers.millis());
    }

    /**
     * Replaces this server's key: the new one is published first, then kept on disk, then the old
     * one retires. Where this stops half-way, tokens go on being signed with the old key, or with a
     * new one that everybody knows.
     */
    public CompletableFuture<String> rotate(String actor) {
        SigningKey old = key;
        SigningKey fresh = SigningKey.generate();
        VerificationKey published = fresh.verificationKey(timers.millis());
        return control.submit(actor, new IdentityCommand.PublishKey(published))
                .thenCompose(decision -> {
                    decision.orThrow();
                    save(fresh);
                    key = fresh;
                    return control.submit(actor, new IdentityCommand.RetireKey(old.id()));
                })
                .thenApply(decision -> {
                    decision.orThrow();
                    return fresh.id();
                });
    }

    /** Two short lines, once in a long while: this may run on a thread of the log. */
    private void save(SigningKey fresh) {
        try {
            fresh.save(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets keys that retired so long ago that none of their tokens can be good. */
    public void forgetExpired(String actor) {
        long horizon = timers.millis() - LIFETIME.toMillis() - Duration.ofMinutes(5).toMillis();
        for (VerificationKey known : control.latest().identity().keyList()) {
            if (known.retiresMs() > 0 && known.retiresMs() < horizon) {
                control.request(actor, new IdentityCommand.ForgetKey(known.id()));
            }
        }
    }

    /** Decoding a key costs more than a verification: done again only when the keys changed. */
    private KeyRing currentRing() {
        List<VerificationKey> keys = control.latest().identity().keyList();
        Ring known = ring;
        if (!known.keys().equals(keys)) {
            known = new Ring(keys, new KeyRing(keys));
            ring = known;
        }
        return known.verifier();
    }
}

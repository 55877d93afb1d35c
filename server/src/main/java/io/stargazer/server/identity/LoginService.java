package io.stargazer.server.identity;

import io.stargazer.api.Outcome;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.Application;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.HashedSecret;
import io.stargazer.api.identity.IdentityCommand;
import io.stargazer.api.identity.IdentityRejection;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.identity.User;
import io.stargazer.api.session.SessionContract.Grant;
import io.stargazer.server.control.ControlPlane;
import java.time.InstantSource;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Turns secrets into principals and tokens (ID-1). Blocks, for some 100 ms where a password is
 * checked: call it on a virtual thread.
 *
 * <p>An unknown name and a wrong secret get the same answer in the same time, so that names cannot
 * be found out.
 */
public final class LoginService {

    /** Password checks at a time: the rest of the server keeps its CPU. */
    private static final int CONCURRENT_CHECKS = 2;

    private final ControlPlane control;
    private final TokenIssuer tokens;
    private final Secrets secrets;
    private final InstantSource clock;
    private final boolean autoRegister;
    private final LoginThrottle throttle;
    private @Nullable HashedSecret decoy;
    private final Semaphore checks = new Semaphore(CONCURRENT_CHECKS);

    /**
     * @param autoRegister whether an unknown application of a known namespace is created with the
     *     secret it shows; only for development
     */
    public LoginService(
            ControlPlane control,
            TokenIssuer tokens,
            Secrets secrets,
            InstantSource clock,
            boolean autoRegister) {
        this.control = control;
        this.tokens = tokens;
        this.secrets = secrets;
        this.clock = clock;
        this.autoRegister = autoRegister;
        this.throttle = new LoginThrottle(clock);
    }

    /** Somebody who has logged in. */
    public record Login(Principal principal, Grant grant) {}

    /**
     * Logs a person in.
     *
     * @throws Rejected {@code identity.wrong-credentials}
     */
    public Login user(String name, String password) {
        throttle.check("user:" + name);
        throttle.failed("user:" + name); // until it has succeeded: many at once count, too
        User user = control.latest().identity().users().get(name);
        boolean isRight = user != null && check(user.password(), password);
        if (user == null || user.password().iterations() == 1) {
            boolean _ = check(decoy(), password); // so that it takes as long as any other
        }
        if (user == null || !isRight) {
            throw wrong("the user name or the password is wrong");
        }
        throttle.succeeded("user:" + name);
        return granted(new Principal(Principal.Kind.USER, user.name(), user.roles()));
    }

    /** An application that has shown its secret, and until when that counts. */
    public record Proven(Principal principal, long expiresMs) {}

    /**
     * Logs an application in.
     *
     * @throws Rejected {@code identity.wrong-credentials}
     */
    public Login application(ApplicationId id, String secret) {
        return granted(prove(id, secret).principal());
    }

    /**
     * Lets an application in without a token, so also where this server cannot issue any: who comes
     * to one that follows is told there who leads. A server that follows may not have heard of it
     * yet, so it refuses nobody for good.
     *
     * @throws Rejected {@code identity.wrong-credentials}
     * @throws Unavailable.NotLeader in its stead on a server that does not lead
     */
    public Proven prove(ApplicationId id, String secret) {
        Application application = control.latest().identity().applications().get(id);
        boolean isGuessable = application == null || application.secret().iterations() > 1;
        if (isGuessable) {
            throttle.check("app:" + id);
        }
        if (application == null && autoRegister && !secret.isEmpty() && leads()) {
            register(id, secret);
            application = control.latest().identity().applications().get(id);
        }
        if (application == null || !isSecretOf(application, secret)) {
            if (application != null || leads()) { // else it may only not have heard of it yet
                throttle.failed("app:" + id);
            }
            if (!leads()) {
                throw new Unavailable.NotLeader(
                        "cluster.not-leader",
                        "this server follows, and does not know '" + id + "' with this secret");
            }
            throw wrong("the application '" + id + "' is unknown or its secret is wrong");
        }
        throttle.succeeded("app:" + id);
        return new Proven(
                principalOf(application), clock.millis() + TokenIssuer.LIFETIME.toMillis());
    }

    /**
     * Logs a user in without asking for anything: for the process that owns the data directory.
     *
     * @throws Rejected {@code identity.unknown-user}
     */
    public Login unasked(String name) {
        User user = control.latest().identity().users().get(name);
        if (user == null) {
            throw new Rejected(new IdentityRejection.UnknownUser(name));
        }
        return granted(new Principal(Principal.Kind.USER, user.name(), user.roles()));
    }

    /** What an application may do: its role, in its own namespace. */
    public static Principal principalOf(Application application) {
        TreeMap<String, Role> roles = new TreeMap<>();
        roles.put(application.id().namespace(), application.role());
        return new Principal(Principal.Kind.APPLICATION, application.id().toString(), roles);
    }

    /** A password that nobody has, made at its first use: that takes some 100 ms. */
    private synchronized HashedSecret decoy() {
        HashedSecret made = decoy;
        if (made == null) {
            made = secrets.hashPassword(secrets.generate());
            decoy = made;
        }
        return made;
    }

    private Login granted(Principal principal) {
        return new Login(principal, tokens.issue(principal));
    }

    /** Another process of the application may have been quicker: then its secret counts. */
    private void register(ApplicationId id, String secret) {
        IdentityCommand create =
                new IdentityCommand.CreateApplication(
                        id, Role.OPERATOR, secrets.hashAutoRegistered(secret));
        Outcome outcome = control.submit("app:" + id, create).join().outcome();
        if (!(outcome instanceof Outcome.Refused(IdentityRejection.ApplicationExists _))) {
            outcome.orThrow();
        }
    }

    private boolean leads() {
        return control.status().leading();
    }

    private boolean isSecretOf(Application application, String secret) {
        if (check(application.secret(), secret)) {
            return true;
        }
        HashedSecret previous = application.previous();
        return previous != null
                && clock.millis() < application.previousUntilMs()
                && check(previous, secret);
    }

    private boolean check(HashedSecret stored, String offered) {
        if (stored.iterations() == 1) {
            return secrets.matches(stored, offered);
        }
        checks.acquireUninterruptibly();
        try {
            return secrets.matches(stored, offered);
        } finally {
            checks.release();
        }
    }

    private static Rejected wrong(String sentence) {
        return new Rejected(Status.UNAUTHENTICATED, "identity.wrong-credentials", sentence);
    }
}

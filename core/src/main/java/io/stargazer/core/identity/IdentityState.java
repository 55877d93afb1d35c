package io.stargazer.core.identity;

import static io.stargazer.api.Outcome.applied;
import static io.stargazer.api.Outcome.refused;

import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.identity.Application;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.HashedSecret;
import io.stargazer.api.identity.IdentityCommand;
import io.stargazer.api.identity.IdentityCommand.ChangePassword;
import io.stargazer.api.identity.IdentityCommand.CreateApplication;
import io.stargazer.api.identity.IdentityCommand.CreateNamespace;
import io.stargazer.api.identity.IdentityCommand.CreateUser;
import io.stargazer.api.identity.IdentityCommand.DeleteApplication;
import io.stargazer.api.identity.IdentityCommand.DeleteNamespace;
import io.stargazer.api.identity.IdentityCommand.ForgetKey;
import io.stargazer.api.identity.IdentityCommand.PublishKey;
import io.stargazer.api.identity.IdentityCommand.RetireKey;
import io.stargazer.api.identity.IdentityCommand.RotateSecret;
import io.stargazer.api.identity.IdentityEvent;
import io.stargazer.api.identity.IdentityRejection;
import io.stargazer.api.identity.Namespace;
import io.stargazer.api.identity.User;
import io.stargazer.api.identity.VerificationKey;

/**
 * Applies {@link IdentityCommand}s (ID-1, ID-3, ID-4). Deterministic; one thread.
 *
 * <p>A command that is known for a repetition by its secret or key is applied without an event: its
 * caller may have lost the first answer.
 */
public final class IdentityState {

    private IdentityView view = IdentityView.EMPTY;

    public IdentityView view() {
        return view;
    }

    public void restore(IdentityView restored) {
        view = restored;
    }

    public Outcome apply(Stamp stamp, IdentityCommand command) {
        return switch (command) {
            case CreateNamespace c -> createNamespace(stamp, c);
            case DeleteNamespace c -> deleteNamespace(c);
            case CreateApplication c -> createApplication(stamp, c);
            case RotateSecret c -> rotateSecret(stamp, c);
            case DeleteApplication c -> deleteApplication(c);
            case CreateUser c -> createUser(stamp, c);
            case ChangePassword c -> changePassword(c);
            case PublishKey c -> publishKey(c);
            case RetireKey c -> retireKey(stamp, c);
            case ForgetKey c -> forgetKey(c);
        };
    }

    private Outcome createNamespace(Stamp stamp, CreateNamespace command) {
        String name = command.name();
        if (view.namespaces().contains(name)) {
            return refused(new IdentityRejection.NamespaceExists(name));
        }
        Namespace created = new Namespace(name, stamp.timeMs());
        view = view.withNamespaces(view.namespaces().put(name, created));
        return applied(new IdentityEvent.NamespaceCreated(name));
    }

    private Outcome deleteNamespace(DeleteNamespace command) {
        String name = command.name();
        if (!view.namespaces().contains(name)) {
            return refused(new IdentityRejection.UnknownNamespace(name));
        }
        int applications = view.applicationsIn(name).size();
        if (applications > 0) {
            return refused(new IdentityRejection.NamespaceInUse(name, applications));
        }
        view = view.withNamespaces(view.namespaces().remove(name));
        return applied(new IdentityEvent.NamespaceDeleted(name));
    }

    private Outcome createApplication(Stamp stamp, CreateApplication command) {
        ApplicationId id = command.id();
        if (!view.namespaces().contains(id.namespace())) {
            return refused(new IdentityRejection.UnknownNamespace(id.namespace()));
        }
        Application existing = view.applications().get(id);
        if (existing != null) {
            boolean same =
                    existing.secret().equals(command.secret()) && existing.role() == command.role();
            return same ? applied() : refused(new IdentityRejection.ApplicationExists(id));
        }
        put(
                new Application(
                        id,
                        command.role(),
                        command.secret(),
                        null,
                        0,
                        stamp.timeMs(),
                        stamp.actor()));
        return applied(new IdentityEvent.ApplicationCreated(id, command.role()));
    }

    private Outcome rotateSecret(Stamp stamp, RotateSecret command) {
        Application old = view.applications().get(command.id());
        if (old == null) {
            return refused(new IdentityRejection.UnknownApplication(command.id()));
        }
        HashedSecret secret = command.secret();
        if (old.secret().equals(secret)) {
            return applied();
        }
        boolean overlaps = command.overlapMs() > 0;
        put(
                new Application(
                        old.id(),
                        old.role(),
                        secret,
                        overlaps ? old.secret() : null,
                        overlaps ? stamp.timeMs() + command.overlapMs() : 0,
                        old.createdMs(),
                        old.createdBy()));
        return applied(new IdentityEvent.SecretRotated(old.id()));
    }

    private void put(Application application) {
        view = view.withApplications(view.applications().put(application.id(), application));
    }

    private Outcome deleteApplication(DeleteApplication command) {
        if (!view.applications().contains(command.id())) {
            return refused(new IdentityRejection.UnknownApplication(command.id()));
        }
        view = view.withApplications(view.applications().remove(command.id()));
        return applied(new IdentityEvent.ApplicationDeleted(command.id()));
    }

    private Outcome createUser(Stamp stamp, CreateUser command) {
        String name = command.name();
        User existing = view.users().get(name);
        if (existing != null) {
            boolean same =
                    existing.password().equals(command.password())
                            && existing.roles().equals(command.roles());
            return same ? applied() : refused(new IdentityRejection.UserExists(name));
        }
        User user = new User(name, command.password(), command.roles(), stamp.timeMs());
        view = view.withUsers(view.users().put(name, user));
        return applied(new IdentityEvent.UserCreated(name));
    }

    private Outcome changePassword(ChangePassword command) {
        User old = view.users().get(command.user());
        if (old == null) {
            return refused(new IdentityRejection.UnknownUser(command.user()));
        }
        if (old.password().equals(command.password())) {
            return applied();
        }
        User changed = new User(old.name(), command.password(), old.roles(), old.createdMs());
        view = view.withUsers(view.users().put(old.name(), changed));
        return applied(new IdentityEvent.PasswordChanged(old.name()));
    }

    private Outcome publishKey(PublishKey command) {
        VerificationKey key = command.key();
        if (view.keys().contains(key.id())) {
            return applied();
        }
        view = view.withKeys(view.keys().put(key.id(), key));
        return applied(new IdentityEvent.KeyPublished(key));
    }

    private Outcome retireKey(Stamp stamp, RetireKey command) {
        VerificationKey old = view.keys().get(command.id());
        if (old == null) {
            return refused(new IdentityRejection.UnknownKey(command.id()));
        }
        if (old.retiresMs() > 0) {
            return applied();
        }
        VerificationKey retired =
                new VerificationKey(old.id(), old.publicKey(), old.createdMs(), stamp.timeMs());
        view = view.withKeys(view.keys().put(old.id(), retired));
        return applied(new IdentityEvent.KeyRetired(old.id()));
    }

    private Outcome forgetKey(ForgetKey command) {
        if (!view.keys().contains(command.id())) {
            return applied();
        }
        view = view.withKeys(view.keys().remove(command.id()));
        return applied(new IdentityEvent.KeyForgotten(command.id()));
    }
}

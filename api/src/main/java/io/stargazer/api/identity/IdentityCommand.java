package io.stargazer.api.identity;

import io.stargazer.api.Command;
import io.stargazer.api.Limits;
import io.stargazer.api.Name;
import io.stargazer.api.codec.Tag;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Changes to who may do what. Secrets arrive hashed: no command, and so no log, ever holds one.
 * Repeating a command that was carried out changes nothing, and is not an error where it can be
 * known for a repetition: by its secret or its key. A namespace is created once, and what is gone
 * cannot be deleted again: its caller is told so.
 */
public sealed interface IdentityCommand extends Command {

    @Tag(1)
    record CreateNamespace(String name) implements IdentityCommand {
        public CreateNamespace {
            Name.require("namespace", name);
        }
    }

    /** Deletes a namespace that has no applications any more. */
    @Tag(2)
    record DeleteNamespace(String name) implements IdentityCommand {
        public DeleteNamespace {
            Limits.text("namespace", name, 63);
        }
    }

    @Tag(3)
    record CreateApplication(ApplicationId id, Role role, HashedSecret secret)
            implements IdentityCommand {}

    /**
     * Gives an application a new secret.
     *
     * @param overlapMs how long the old one stays good beside it, 0 to 30 days
     */
    @Tag(4)
    record RotateSecret(ApplicationId id, HashedSecret secret, long overlapMs)
            implements IdentityCommand {
        private static final int MAX_OVERLAP_S = 30 * 24 * 3600;

        public RotateSecret {
            // Rounded away from zero, so that neither -1 ms nor a wrapped number passes as 0.
            long seconds = overlapMs < 0 ? -1 : Math.ceilDiv(overlapMs, 1000);
            int bounded = (int) Math.min(seconds, Integer.MAX_VALUE);
            Limits.range("overlap in seconds", bounded, 0, MAX_OVERLAP_S);
        }
    }

    @Tag(5)
    record DeleteApplication(ApplicationId id) implements IdentityCommand {}

    @Tag(6)
    record CreateUser(String name, HashedSecret password, SortedMap<String, Role> roles)
            implements IdentityCommand {
        public CreateUser {
            Name.require("user", name);
            Limits.range("number of roles", roles.size(), 0, 1024);
            roles.keySet().forEach(key -> Limits.text("namespace of a role", key, 63));
            roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
        }
    }

    @Tag(7)
    record ChangePassword(String user, HashedSecret password) implements IdentityCommand {
        public ChangePassword {
            Limits.text("user", user, 63);
        }
    }

    /** Publishes the public half of a server's new token key. */
    @Tag(8)
    record PublishKey(VerificationKey key) implements IdentityCommand {}

    /** No token signed with this key after the moment of this command is good. */
    @Tag(9)
    record RetireKey(String id) implements IdentityCommand {
        public RetireKey {
            Limits.text("key id", id, 64);
        }
    }

    /** Forgets a key whose last token has expired. */
    @Tag(10)
    record ForgetKey(String id) implements IdentityCommand {
        public ForgetKey {
            Limits.text("key id", id, 64);
        }
    }
}

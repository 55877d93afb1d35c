package io.stargazer.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Rejection;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
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
import io.stargazer.api.identity.Role;
import io.stargazer.api.identity.User;
import io.stargazer.api.identity.VerificationKey;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** ID-1, ID-3, ID-4: who may do what, as commands and outcomes. */
final class IdentityStateTest {

    private static final ApplicationId SHOP = new ApplicationId("default", "shop");
    private static final HashedSecret OLD = secret(1);
    private static final HashedSecret NEW = secret(2);

    private final IdentityState state = new IdentityState();
    private long revision;

    @Test
    void a_namespace_is_created_once() {
        assertEvents(new CreateNamespace("default"), new IdentityEvent.NamespaceCreated("default"));
        assertThat(state.view().namespaces().get("default"))
                .isNotNull()
                .satisfies(namespace -> {
                    assertThat(namespace.name()).isEqualTo("default");
                    assertThat(namespace.createdMs()).isEqualTo(1000);
                });
        assertRefused(
                new CreateNamespace("default"), new IdentityRejection.NamespaceExists("default"));
    }

    @Test
    void a_namespace_is_deleted_when_its_last_application_is_gone() {
        withShop();
        assertRefused(
                new DeleteNamespace("default"), new IdentityRejection.NamespaceInUse("default", 1));
        state.apply(stamp(), new DeleteApplication(SHOP));
        assertEvents(new DeleteNamespace("default"), new IdentityEvent.NamespaceDeleted("default"));
        assertThat(state.view().namespaces().isEmpty()).isTrue();
        assertRefused(
                new DeleteNamespace("default"), new IdentityRejection.UnknownNamespace("default"));
    }

    @Test
    void applications_of_another_namespace_do_not_keep_a_namespace() {
        withShop();
        assertEvents(new CreateNamespace("defaul"), new IdentityEvent.NamespaceCreated("defaul"));
        assertEvents(new DeleteNamespace("defaul"), new IdentityEvent.NamespaceDeleted("defaul"));
    }

    @Test
    void an_application_is_created_in_a_namespace_that_is_there() {
        CreateApplication create = new CreateApplication(SHOP, Role.OPERATOR, OLD);
        assertRefused(create, new IdentityRejection.UnknownNamespace("default"));
        state.apply(stamp(), new CreateNamespace("default"));
        assertEvents(create, new IdentityEvent.ApplicationCreated(SHOP, Role.OPERATOR));
        assertThat(shop())
                .isEqualTo(new Application(SHOP, Role.OPERATOR, OLD, null, 0, 3000, "user:admin"));
    }

    @Test
    void an_application_created_again_is_no_error_but_another_one_is() {
        withShop();
        Application before = shop();
        assertNothingChanges(new CreateApplication(SHOP, Role.OPERATOR, OLD));
        assertRefused(
                new CreateApplication(SHOP, Role.OPERATOR, NEW),
                new IdentityRejection.ApplicationExists(SHOP));
        assertRefused(
                new CreateApplication(SHOP, Role.ADMIN, OLD),
                new IdentityRejection.ApplicationExists(SHOP));
        assertThat(shop()).isEqualTo(before);
    }

    @Test
    void a_rotated_secret_leaves_the_old_one_good_for_the_overlap() {
        withShop();
        assertEvents(new RotateSecret(SHOP, NEW, 60_000), new IdentityEvent.SecretRotated(SHOP));
        assertThat(shop())
                .isEqualTo(
                        new Application(SHOP, Role.OPERATOR, NEW, OLD, 63_000, 2000, "user:admin"));
        assertNothingChanges(new RotateSecret(SHOP, NEW, 60_000));
    }

    @Test
    void a_secret_rotated_without_overlap_ends_the_old_one() {
        withShop();
        assertEvents(new RotateSecret(SHOP, NEW, 0), new IdentityEvent.SecretRotated(SHOP));
        assertThat(shop())
                .isEqualTo(new Application(SHOP, Role.OPERATOR, NEW, null, 0, 2000, "user:admin"));
    }

    @Test
    void the_secret_before_the_last_is_no_longer_good() {
        withShop();
        state.apply(stamp(), new RotateSecret(SHOP, NEW, 60_000));
        state.apply(stamp(), new RotateSecret(SHOP, secret(3), 60_000));
        assertThat(shop().previous()).isEqualTo(NEW);
    }

    @Test
    void what_is_not_there_cannot_be_rotated_or_deleted() {
        IdentityRejection unknown = new IdentityRejection.UnknownApplication(SHOP);
        assertRefused(new RotateSecret(SHOP, NEW, 0), unknown);
        assertRefused(new DeleteApplication(SHOP), unknown);
    }

    @Test
    void an_application_is_deleted() {
        withShop();
        assertEvents(new DeleteApplication(SHOP), new IdentityEvent.ApplicationDeleted(SHOP));
        assertThat(state.view().applications().contains(SHOP)).isFalse();
    }

    @Test
    void a_user_is_created_once() {
        CreateUser create = user(OLD, Role.ADMIN);
        assertEvents(create, new IdentityEvent.UserCreated("ada"));
        assertThat(state.view().users().get("ada"))
                .isEqualTo(new User("ada", OLD, create.roles(), 1000));
        assertNothingChanges(create);
        assertRefused(user(NEW, Role.ADMIN), new IdentityRejection.UserExists("ada"));
        assertRefused(user(OLD, Role.VIEWER), new IdentityRejection.UserExists("ada"));
    }

    @Test
    void a_password_is_changed() {
        CreateUser create = user(OLD, Role.ADMIN);
        state.apply(stamp(), create);
        ChangePassword change = new ChangePassword("ada", NEW);
        assertEvents(change, new IdentityEvent.PasswordChanged("ada"));
        assertThat(state.view().users().get("ada"))
                .isEqualTo(new User("ada", NEW, create.roles(), 1000));
        assertNothingChanges(change);
        assertRefused(new ChangePassword("bob", NEW), new IdentityRejection.UnknownUser("bob"));
    }

    @Test
    void a_key_is_published_retired_and_forgotten() {
        VerificationKey key = new VerificationKey("k1", Bytes.of((byte) 1), 5, 0);
        assertEvents(new PublishKey(key), new IdentityEvent.KeyPublished(key));
        assertNothingChanges(new PublishKey(key));
        assertEvents(new RetireKey("k1"), new IdentityEvent.KeyRetired("k1"));
        assertThat(state.view().keyList())
                .containsExactly(new VerificationKey("k1", Bytes.of((byte) 1), 5, 3000));
        assertNothingChanges(new RetireKey("k1"));
        assertEvents(new ForgetKey("k1"), new IdentityEvent.KeyForgotten("k1"));
        assertThat(state.view().keyList()).isEmpty();
        assertNothingChanges(new ForgetKey("k1"));
        assertRefused(new RetireKey("k1"), new IdentityRejection.UnknownKey("k1"));
    }

    private void withShop() {
        state.apply(stamp(), new CreateNamespace("default"));
        state.apply(stamp(), new CreateApplication(SHOP, Role.OPERATOR, OLD));
    }

    private Application shop() {
        Application shop = state.view().applications().get(SHOP);
        assertThat(shop).isNotNull();
        return java.util.Objects.requireNonNull(shop);
    }

    private static CreateUser user(HashedSecret password, Role role) {
        return new CreateUser("ada", password, new TreeMap<>(Map.of("*", role)));
    }

    private static HashedSecret secret(int number) {
        return new HashedSecret("sha256", 1, Bytes.of((byte) number), Bytes.of((byte) number));
    }

    private Stamp stamp() {
        revision++;
        return new Stamp(revision, revision * 1000, "user:admin");
    }

    private void assertEvents(IdentityCommand command, Event... events) {
        assertThat(state.apply(stamp(), command)).isEqualTo(Outcome.applied(events));
    }

    private void assertNothingChanges(IdentityCommand command) {
        IdentityView before = state.view();
        assertEvents(command);
        assertThat(state.view()).isSameAs(before);
    }

    private void assertRefused(IdentityCommand command, Rejection rejection) {
        IdentityView before = state.view();
        assertThat(state.apply(stamp(), command)).isEqualTo(Outcome.refused(rejection));
        assertThat(state.view()).isSameAs(before);
    }
}

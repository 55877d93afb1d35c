package io.stargazer.core.identity;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.identity.Application;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Namespace;
import io.stargazer.api.identity.User;
import io.stargazer.api.identity.VerificationKey;
import io.stargazer.core.Table;
import io.stargazer.core.TableCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Who may do what, at one moment. Immutable; any thread may read it. */
public record IdentityView(
        Table<String, Namespace> namespaces,
        Table<ApplicationId, Application> applications,
        Table<String, User> users,
        Table<String, VerificationKey> keys) {

    private static final Codec<Namespace> NAMESPACE = Codec.of(Namespace.class);
    private static final Codec<Application> APPLICATION = Codec.of(Application.class);
    private static final Codec<User> USER = Codec.of(User.class);
    private static final Codec<VerificationKey> KEY = Codec.of(VerificationKey.class);

    public static final IdentityView EMPTY =
            new IdentityView(Table.empty(), Table.empty(), Table.empty(), Table.empty());

    /** The applications of a namespace, by name. */
    public List<Application> applicationsIn(String namespace) {
        List<Application> found = new ArrayList<>();
        for (Table.Entry<ApplicationId, Application> entry : applications) {
            if (entry.key().namespace().equals(namespace)) {
                found.add(entry.value());
            }
        }
        return found;
    }

    public List<VerificationKey> keyList() {
        List<VerificationKey> list = new ArrayList<>();
        keys.forEach(entry -> list.add(entry.value()));
        return list;
    }

    public void writeTo(TableCodec.RowWriter out) throws IOException {
        TableCodec.write(namespaces, NAMESPACE, out);
        TableCodec.write(applications, APPLICATION, out);
        TableCodec.write(users, USER, out);
        TableCodec.write(keys, KEY, out);
    }

    public static IdentityView readFrom(TableCodec.RowReader in) throws IOException {
        return new IdentityView(
                TableCodec.read(NAMESPACE, Namespace::name, in),
                TableCodec.read(APPLICATION, Application::id, in),
                TableCodec.read(USER, User::name, in),
                TableCodec.read(KEY, VerificationKey::id, in));
    }

    IdentityView withNamespaces(Table<String, Namespace> changed) {
        return new IdentityView(changed, applications, users, keys);
    }

    IdentityView withApplications(Table<ApplicationId, Application> changed) {
        return new IdentityView(namespaces, changed, users, keys);
    }

    IdentityView withUsers(Table<String, User> changed) {
        return new IdentityView(namespaces, applications, changed, keys);
    }

    IdentityView withKeys(Table<String, VerificationKey> changed) {
        return new IdentityView(namespaces, applications, users, changed);
    }
}

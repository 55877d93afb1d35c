package io.stargazer.server.console.page;

import io.stargazer.api.Change;
import io.stargazer.api.Event;
import io.stargazer.api.identity.IdentityEvent;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.core.ControlView;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.identity.Authoriser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The newest changes of every namespace since this server started, for the overview. Sessions are
 * left out: what they carry tells the same. Thread-safe; at most {@value #KEPT} are kept.
 */
public final class RecentChanges implements ChangeListener {

    private static final int KEPT = 2_000;

    private final ArrayDeque<Change> changes = new ArrayDeque<>();

    /** The newest changes of a namespace, newest first. */
    public synchronized List<Change> of(Principal principal, String namespace, int limit) {
        Authoriser.require(principal, namespace, Role.VIEWER);
        List<Change> found = new ArrayList<>();
        Iterator<Change> newestFirst = changes.descendingIterator();
        while (newestFirst.hasNext() && found.size() < limit) {
            Change change = newestFirst.next();
            if (namespace.equals(namespaceOf(change.event()))) {
                found.add(change);
            }
        }
        return found;
    }

    @Override
    public synchronized void changed(List<Change> more, ControlView view) {
        for (Change change : more) {
            if (!namespaceOf(change.event()).isEmpty()) {
                changes.add(change);
                if (changes.size() > KEPT) {
                    changes.remove();
                }
            }
        }
    }

    /** Empty for what belongs to no namespace or is not shown. */
    private static String namespaceOf(Event event) {
        return switch (event) {
            case RegistryEvent registry -> registry.service().namespace();
            case IdentityEvent.NamespaceCreated created -> created.name();
            case IdentityEvent.ApplicationCreated created -> created.id().namespace();
            case IdentityEvent.SecretRotated rotated -> rotated.id().namespace();
            case IdentityEvent.ApplicationDeleted deleted -> deleted.id().namespace();
            default -> "";
        };
    }
}

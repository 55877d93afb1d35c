package io.stargazer.server.console.page;

import io.stargazer.api.identity.Application;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.session.Session;
import io.stargazer.core.registry.Service;
import io.stargazer.server.console.page.View.Act;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Moment;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.identity.IdentityService;
import io.stargazer.server.registry.RegistryService;
import io.stargazer.server.session.SessionService;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The applications of a namespace, what each has running, and its keys (ID-1, ID-3). */
public final class ApplicationsPage implements Page {

    private final IdentityService identity;
    private final SessionService sessions;
    private final RegistryService registry;

    public ApplicationsPage(
            IdentityService identity, SessionService sessions, RegistryService registry) {
        this.identity = identity;
        this.sessions = sessions;
        this.registry = registry;
    }

    /** The applications, and whether the reader may act on them. */
    public record Applications(String namespace, boolean mayAct, List<Row> rows) {}

    /** An application in a table. */
    public record Row(
            String name,
            Badge badge,
            String role,
            String sessions,
            String instances,
            List<String> offers,
            Moment created,
            String createdBy,
            @Nullable Moment previousUntil) {}

    /** What hangs on an application: what is lost when it is deleted. */
    public record Footprint(int sessions, int instances, List<String> services) {}

    @Override
    public View view(Visit visit) {
        Words words = visit.words();
        List<Application> applications =
                identity.applications(visit.principal()).join().stream()
                        .filter(a -> a.id().namespace().equals(visit.namespace()))
                        .toList();
        boolean mayAct = visit.may(Role.ADMIN);
        Head head =
                new Head(
                        words.get("nav.applications"),
                        null,
                        mayAct ? createAct(words, visit.namespace()) : null,
                        null);
        if (applications.isEmpty()) {
            return new View(
                    head,
                    List.of(new Fragment("no-applications", "no-applications", visit.namespace())));
        }
        List<Session> open = sessions.list(visit.principal(), visit.namespace());
        List<Service> services = registry.list(visit.principal(), visit.namespace()).join();
        List<Row> rows =
                applications.stream()
                        .map(a -> row(visit, a, footprint(a.id(), open, services)))
                        .toList();
        return new View(
                head,
                List.of(
                        figures(words, rows, open, services),
                        new Fragment(
                                "applications",
                                "applications",
                                new Applications(visit.namespace(), mayAct, rows))));
    }

    /** The act that creates an application. */
    public static Act createAct(Words words, String namespace) {
        return new Act(
                words.get("act.create-application"),
                "plus",
                "/console/dialogs/create-application?ns=" + namespace);
    }

    /** What an application has running at the moment. */
    public Footprint footprint(Visit visit, ApplicationId id) {
        return footprint(
                id,
                sessions.list(visit.principal(), id.namespace()),
                registry.list(visit.principal(), id.namespace()).join());
    }

    private static Footprint footprint(
            ApplicationId id, List<Session> open, List<Service> services) {
        int sessions = (int) open.stream().filter(s -> s.application().equals(id)).count();
        List<Registration> own =
                services.stream()
                        .flatMap(service -> service.listed().stream())
                        .filter(registration -> registration.application().equals(id))
                        .toList();
        List<String> offered =
                services.stream()
                        .filter(s -> s.listed().stream().anyMatch(r -> r.application().equals(id)))
                        .map(service -> service.name().name())
                        .toList();
        return new Footprint(sessions, own.size(), offered);
    }

    private static Fragment figures(
            Words words, List<Row> rows, List<Session> open, List<Service> services) {
        int instances = services.stream().mapToInt(Service::listedCount).sum();
        long connected = rows.stream().filter(row -> row.badge().equals(Badge.RUNNING)).count();
        return Figure.row(
                Figure.count(words, "figure.applications", rows.size()),
                Figure.count(words, "figure.connected", connected),
                Figure.count(words, "figure.sessions", open.size()),
                Figure.count(words, "figure.instances", instances));
    }

    private static Row row(Visit visit, Application application, Footprint footprint) {
        Words words = visit.words();
        boolean overlaps = application.previousUntilMs() > visit.now().toEpochMilli();
        return new Row(
                application.id().name(),
                footprint.sessions() > 0 ? Badge.RUNNING : Badge.IDLE,
                words.get("role." + application.role().word()),
                Format.count(words, footprint.sessions()),
                Format.count(words, footprint.instances()),
                footprint.services(),
                visit.ago(application.createdMs()),
                application.createdBy(),
                overlaps ? Format.until(words, visit.now(), application.previousUntilMs()) : null);
    }
}

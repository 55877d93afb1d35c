package io.stargazer.server.console;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.registry.Service;
import io.stargazer.server.console.page.ApplicationsPage;
import io.stargazer.server.console.page.ApplicationsPage.Footprint;
import io.stargazer.server.http.ErrorBody;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Routes;
import io.stargazer.server.identity.IdentityService;
import io.stargazer.server.identity.IdentityService.IssuedSecret;
import io.stargazer.server.registry.RegistryService;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What one can do in the console: a dialog that says what will happen, then the act. A dangerous
 * one asks for the name. An act that went well closes the dialog; the page shows the change live.
 */
public final class ActRoutes {

    static final Map<String, String> CLOSE = Map.of("hx-trigger", "done");

    private final IdentityService identity;
    private final RegistryService registry;
    private final ApplicationsPage applications;
    private final Visits visits;
    private final Templates templates;

    ActRoutes(
            IdentityService identity,
            RegistryService registry,
            ApplicationsPage applications,
            Visits visits,
            Templates templates) {
        this.identity = identity;
        this.registry = registry;
        this.applications = applications;
        this.visits = visits;
        this.templates = templates;
    }

    /** An application that something is about to happen to, and what hangs on it. */
    public record OfApplication(String namespace, String name, Footprint footprint) {}

    /** An instance that is about to be removed, and how many others stay. */
    public record OfInstance(String namespace, String service, String id, int others) {}

    interface Act {
        void run(HttpCall call, Principal principal) throws Exception;
    }

    void addTo(Routes routes) {
        dialog(routes, "create-application", this::askCreate);
        dialog(routes, "rotate-secret", (call, who) -> askApplication(call, who, "rotate-secret"));
        dialog(
                routes,
                "delete-application",
                (call, who) -> askApplication(call, who, "delete-application"));
        dialog(routes, "remove-instance", this::askRemove);
        act(routes, "create-application", this::create);
        act(routes, "rotate-secret", this::rotate);
        act(routes, "delete-application", this::delete);
        act(routes, "remove-instance", this::remove);
        act(routes, "drain-instance", (call, who) -> setWeight(call, who, 0));
        act(
                routes,
                "resume-instance",
                (call, who) -> setWeight(call, who, Instance.DEFAULT_WEIGHT));
    }

    void dialog(Routes routes, String name, Act act) {
        routes.page(PageRoutes.page("/console/dialogs/" + name), call -> run(call, act));
    }

    void act(Routes routes, String name, Act act) {
        routes.page(LoginRoutes.post("/console/acts/" + name), call -> run(call, act));
    }

    /**
     * What went wrong is said where the reader looks: in the dialog, or at the edge of the page.
     */
    private void run(HttpCall call, Act act) {
        try {
            act.run(call, visits.requirePrincipal(call));
        } catch (Exception failure) {
            ErrorBody error = ErrorBody.of(failure);
            String target = "dialog".equals(call.header("hx-target")) ? "#dialog-problem" : "#note";
            Answers.html(
                    call,
                    error.status().http(),
                    templates.render("note", visits.words(call), error.message()),
                    Map.of("hx-retarget", target, "hx-reswap", "innerHTML"));
        }
    }

    private void askCreate(HttpCall call, Principal principal) {
        String namespace = call.query("ns", ApplicationId.DEFAULT_NAMESPACE);
        show(call, "dialog-create-application", namespace);
    }

    private void askApplication(HttpCall call, Principal principal, String act) {
        ApplicationId id = new ApplicationId(call.query("ns", ""), call.query("name", ""));
        Footprint footprint = applications.footprint(visit(call, principal, id), id);
        show(call, "dialog-" + act, new OfApplication(id.namespace(), id.name(), footprint));
    }

    private io.stargazer.server.console.page.Visit visit(
            HttpCall call, Principal principal, ApplicationId id) {
        return visits.visit(call, principal, id.namespace(), Map.of());
    }

    private void askRemove(HttpCall call, Principal principal) {
        ServiceName name = new ServiceName(call.query("ns", ""), call.query("service", ""));
        String id = call.query("id", "");
        Service service = registry.get(principal, name).join();
        int others = 0;
        for (Registration registration : service.listed()) {
            others += registration.instance().id().equals(id) ? 0 : 1;
        }
        show(
                call,
                "dialog-remove-instance",
                new OfInstance(name.namespace(), name.name(), id, others));
    }

    private void create(HttpCall call, Principal principal) {
        Role role = Role.valueOf(field(call, "role").toUpperCase(Locale.ROOT));
        show(
                call,
                "dialog-secret",
                identity.createApplication(principal, applicationOf(call), role).join());
    }

    private void rotate(HttpCall call, Principal principal) {
        Duration overlap = Duration.ofSeconds(Long.parseLong(field(call, "overlap")));
        IssuedSecret secret = identity.rotateSecret(principal, applicationOf(call), overlap).join();
        show(call, "dialog-secret", secret);
    }

    private void delete(HttpCall call, Principal principal) {
        ApplicationId id = applicationOf(call);
        requireTyped(call, id.name());
        identity.deleteApplication(principal, id).join();
        Answers.empty(call, 204, CLOSE);
    }

    private void remove(HttpCall call, Principal principal) {
        String id = field(call, "id");
        requireTyped(call, id);
        registry.deregister(principal, serviceOf(call), id).join();
        Answers.empty(call, 204, CLOSE);
    }

    private void setWeight(HttpCall call, Principal principal, int weight) {
        registry.setWeight(principal, serviceOf(call), field(call, "id"), weight).join();
        Answers.empty(call, 204, CLOSE);
    }

    void requireTyped(HttpCall call, String name) {
        if (!field(call, "typed").equals(name)) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "console.name-differs",
                    visits.words(call).get("act.name-differs", name));
        }
    }

    void show(HttpCall call, String template, Object model) {
        Answers.html(call, 200, templates.render(template, visits.words(call), model));
    }

    private static ApplicationId applicationOf(HttpCall call) {
        return new ApplicationId(field(call, "ns"), field(call, "name"));
    }

    private static ServiceName serviceOf(HttpCall call) {
        return new ServiceName(field(call, "ns"), field(call, "service"));
    }

    private static String field(HttpCall call, String name) {
        return LoginRoutes.field(call, name);
    }
}

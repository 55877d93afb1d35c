package io.stargazer.server.console;

import io.stargazer.server.cluster.MembersService;
import io.stargazer.server.cluster.StatusService;
import io.stargazer.server.console.Sitemap.Place;
import io.stargazer.server.console.page.ApplicationsPage;
import io.stargazer.server.console.page.ClusterPage;
import io.stargazer.server.console.page.MapPage;
import io.stargazer.server.console.page.OverviewPage;
import io.stargazer.server.console.page.RecentChanges;
import io.stargazer.server.console.page.ServicePage;
import io.stargazer.server.console.page.ServicesPage;
import io.stargazer.server.console.task.ExecutorPage;
import io.stargazer.server.console.task.ExecutorsPage;
import io.stargazer.server.console.task.SchedulesPage;
import io.stargazer.server.console.task.TaskPage;
import io.stargazer.server.console.task.TasksPage;
import io.stargazer.server.console.task.TypePage;
import io.stargazer.server.console.task.WorkflowPage;
import io.stargazer.server.console.task.WorkflowsPage;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.http.Authentication;
import io.stargazer.server.http.Routes;
import io.stargazer.server.identity.IdentityService;
import io.stargazer.server.identity.LoginService;
import io.stargazer.server.registry.RegistryService;
import io.stargazer.server.schedule.ScheduleService;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.task.desk.TaskActs;
import io.stargazer.server.task.desk.TaskDesk;
import io.stargazer.server.task.executor.ExecutorDesk;
import io.stargazer.server.traffic.CallGraph;
import io.stargazer.server.traffic.MethodTraffic;
import io.stargazer.server.workflow.WorkflowService;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The web console, wired (UI-1). Close it before the front door, so that open pages end. */
public final class Console implements AutoCloseable {

    private final RecentChanges recent = new RecentChanges();
    private final Assets assets = new Assets();
    private final Templates templates = new Templates();
    private final Services services;
    private final ApplicationsPage applications;
    private final Sitemap sitemap;
    private final Visits visits;
    private final LiveStreams streams;

    /** What the console shows and does. */
    public record Services(
            IdentityService identity,
            LoginService logins,
            RegistryService registry,
            SessionService sessions,
            CallGraph calls,
            MethodTraffic methods,
            StatusService status,
            MembersService members,
            Work work) {}

    /** Tasks, and what makes them. */
    public record Work(
            TaskDesk desk,
            TaskActs acts,
            ExecutorDesk executors,
            ScheduleService schedules,
            WorkflowService workflows) {}

    public Console(Services services, Authentication authentication, InstantSource clock) {
        this.services = services;
        this.applications =
                new ApplicationsPage(services.identity(), services.sessions(), services.registry());
        this.sitemap = sitemap(services);
        this.visits = new Visits(authentication, services.identity(), clock);
        this.streams = new LiveStreams(sitemap, visits, templates);
    }

    private Sitemap sitemap(Services s) {
        List<Place> places = new ArrayList<>(ofServices(s));
        places.addAll(ofWork(s.work()));
        places.add(new Place("/applications", "applications", true, "", applications));
        places.add(
                new Place(
                        "/cluster",
                        "cluster",
                        true,
                        "",
                        new ClusterPage(s.status(), s.identity(), s.members())));
        return new Sitemap(List.copyOf(places));
    }

    private static List<Place> ofWork(Work work) {
        return List.of(
                new Place("/tasks", "tasks", true, "", new TasksPage(work.desk())),
                new Place(
                        "/tasks/{namespace}/{name}", "tasks", false, "", new TypePage(work.desk())),
                new Place(
                        "/tasks/{namespace}/{name}/{state}",
                        "tasks",
                        false,
                        "",
                        new TypePage(work.desk())),
                new Place("/task/{namespace}/{id}", "tasks", false, "", new TaskPage(work.desk())),
                new Place("/executors", "executors", true, "", new ExecutorsPage(work.executors())),
                new Place(
                        "/executors/{namespace}/{application}/{name}",
                        "executors",
                        false,
                        "",
                        new ExecutorPage(work.executors())),
                new Place("/schedules", "schedules", true, "", new SchedulesPage(work.schedules())),
                new Place("/workflows", "workflows", true, "", new WorkflowsPage(work.workflows())),
                new Place(
                        "/workflows/{namespace}/{id}",
                        "workflows",
                        false,
                        "",
                        new WorkflowPage(work.workflows())));
    }

    private List<Place> ofServices(Services s) {
        return List.of(
                new Place(
                        "/",
                        "overview",
                        true,
                        "lines.js",
                        new OverviewPage(s.status(), s.registry(), recent)),
                new Place(
                        "/services",
                        "services",
                        true,
                        "",
                        new ServicesPage(s.registry(), s.calls())),
                new Place(
                        "/services/{namespace}/{name}",
                        "services",
                        false,
                        "",
                        new ServicePage(s.registry(), s.sessions(), s.calls(), s.methods())),
                new Place("/map", "map", true, "echarts.js", new MapPage(s.registry(), s.calls())));
    }

    /** Hears of changes from now on. */
    public void listenTo(ControlPlane control) {
        control.listen(recent);
        control.listen(streams);
    }

    public void addTo(Routes routes) {
        assets.addTo(routes);
        new LoginRoutes(services.logins(), visits, templates, assets).addTo(routes);
        streams.addTo(routes);
        new Search(sitemap, services, visits, templates).addTo(routes);
        ActRoutes acts =
                new ActRoutes(
                        services.identity(), services.registry(), applications, visits, templates);
        acts.addTo(routes);
        Work work = services.work();
        new TaskActRoutes(work.desk(), work.acts(), work.schedules(), work.workflows(), acts)
                .addTo(routes);
        new ExecutorActRoutes(work.executors(), acts).addTo(routes);
        new PageRoutes(sitemap, visits, templates, assets, services.members()::otherUrls)
                .addTo(routes);
    }

    @Override
    public void close() {
        streams.close();
    }
}

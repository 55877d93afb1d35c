package io.stargazer.sdk;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Unavailable;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Selector;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.balance.BalancedCaller;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcProxy;
import io.stargazer.rpc.codec.ForyPayload;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.rpc.tls.TlsRefused;
import io.stargazer.rpc.tls.TlsSettings;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.wire.TaskLine;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application's way into the cluster: offers services and calls those of others, directly, from
 * process to process. One per process. Thread-safe; close it last.
 *
 * <p>While the servers are away everything already known goes on working: calls, and services that
 * are offered. What was offered is registered again as soon as they are back.
 */
public final class Stargazer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Stargazer.class);

    private final Options options;
    private final CallStatistics statistics = new CallStatistics();
    private final TokenAuthenticator authenticator;
    private final ServerLink link;
    private final Tasks tasks;
    private final RpcClient client;
    private final ServiceTable services = new ServiceTable();
    private final ProviderPort port;
    private final List<BalancedCaller> callers = new ArrayList<>();
    private final List<Provision> provisions = new ArrayList<>();

    private Stargazer(Options options) {
        this.options = options;
        Tls tls = open(options.tls());
        this.authenticator = new TokenAuthenticator(options.application().namespace());
        this.client =
                new RpcClient(
                        RpcLimits.DEFAULT, statistics.made(), 1, options.network().fastPath(), tls);
        this.port =
                new ProviderPort(
                        options.network(),
                        new RpcSettings(services, authenticator)
                                .withObserver(statistics.served())
                                .withTls(tls));
        TaskLine taskLine = new TaskLine();
        this.tasks = new Tasks(taskLine, options.application().namespace());
        this.link = new ServerLink(options, tls, statistics, authenticator::keys, taskLine);
    }

    private static Tls open(TlsSettings settings) {
        try {
            return Tls.open(settings);
        } catch (TlsRefused e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Connects with the usual {@link Options}.
     *
     * @param servers {@code host:port}, several separated by commas
     * @param application {@code namespace/name}, or the name alone for the default namespace
     */
    public static Stargazer connect(String servers, String application, String secret) {
        return connect(Options.of(servers, application, secret));
    }

    /**
     * Connects. Returns when a server has let us in; when none answers within the time of the
     * options, returns all the same and goes on trying: services last known are on disk (RG-7).
     *
     * @throws Failure when a server refused the application or its secret
     * @throws IllegalArgumentException when the certificates cannot be used
     */
    public static Stargazer connect(Options options) {
        Stargazer stargazer = new Stargazer(options);
        try {
            stargazer
                    .link
                    .firstConnection()
                    .get(options.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("no server of {} answers: going on with what is on disk", options.servers());
        } catch (ExecutionException e) {
            stargazer.close();
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw new IllegalStateException("connecting failed without saying why", e.getCause());
        } catch (InterruptedException e) {
            stargazer.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while connecting", e);
        }
        return stargazer;
    }

    /** Whether a server is connected at this moment. */
    public boolean isConnected() {
        return link.isConnected();
    }

    /** Offers a service as {@link Offering#PLAIN}. */
    public <T> Provision provide(String service, Class<T> contract, T implementation) {
        return provide(service, contract, implementation, Offering.PLAIN);
    }

    /**
     * Offers a service of this application's namespace. Returns once consumers can find it or,
     * while no server is reachable, at once: it is registered as soon as one is.
     *
     * @throws Failure when the servers refuse the registration, or a name or the offering is not
     *     legal
     * @throws IllegalArgumentException when the contract cannot travel, or this service has been
     *     offered here already
     * @throws IllegalStateException when TLS is on and there is no certificate to show
     */
    public <T> Provision provide(
            String service, Class<T> contract, T implementation, Offering offering) {
        ServiceName name = new ServiceName(options.application().namespace(), service);
        InetSocketAddress address = port.open();
        Instance instance =
                new Instance(
                        RandomNames.next(""),
                        offering.version(),
                        options.network().advertisedHost() + ":" + address.getPort(),
                        offering.weight(),
                        options.network().zone(),
                        offering.tags(),
                        offering.metadata());
        services.bind(name.toString(), contract, implementation);
        Offer offer = new Offer(name, instance, new CompletableFuture<>());
        boolean isReachable = link.isConnected(); // asked before: the offer may break the link
        link.offer(offer);
        if (isReachable) {
            awaitRegistration(offer);
        }
        Provision provision = new Provision(link, offer, port);
        synchronized (this) {
            provisions.add(provision);
        }
        return provision;
    }

    private void awaitRegistration(Offer offer) {
        try {
            LinkSession.await(offer.registered());
        } catch (Rejected refused) {
            link.forget(offer);
            services.unbind(offer.service().toString());
            throw refused;
        } catch (Unavailable unavailable) {
            LOG.info("{} will be registered later: {}", offer.key(), unavailable.getMessage());
        }
    }

    /** A proxy for any instance of a service, called as {@link Consumption#PLAIN}. */
    public <T> T consume(String service, Class<T> contract) {
        return consume(service, contract, Consumption.PLAIN);
    }

    /** The same for the instances that the selector accepts (RG-5). */
    public <T> T consume(String service, Class<T> contract, Selector selector) {
        return consume(service, contract, Consumption.PLAIN.withSelector(selector));
    }

    /**
     * A proxy for a service of this application's namespace. Each call goes directly to one of the
     * instances, preferably in our zone (RP-4). Calls belong to the trace of the call that their
     * thread serves; of the others the share of the options begins one (RP-8).
     *
     * @throws Failure when the servers will not let us watch the service
     * @throws IllegalArgumentException when the contract cannot travel
     */
    public <T> T consume(String service, Class<T> contract, Consumption consumption) {
        ServiceName name = new ServiceName(options.application().namespace(), service);
        BalancedCaller caller =
                new BalancedCaller(client, link::credential, calling(name, consumption));
        T proxy =
                RpcProxy.create(
                        contract,
                        name.toString(),
                        caller,
                        new ForyPayload(),
                        consumption.calls().withTraces(options.traces()));
        ServiceView view = watch(service);
        synchronized (this) {
            callers.add(caller);
        }
        view.onChange(changed -> caller.endpoints(consumption.endpoints(changed)));
        return proxy;
    }

    /**
     * The instances of a service, kept up to date. Waits for the first list; when no server answers
     * in time, the one on disk is the first.
     *
     * @throws Failure when the servers will not let us watch the service
     */
    public ServiceView watch(String service) {
        ServiceName name = new ServiceName(options.application().namespace(), service);
        ServiceView view = link.view(name);
        if (link.isConnected()) {
            try {
                return LinkSession.await(view.known());
            } catch (Rejected refused) {
                link.forget(view);
                throw refused;
            } catch (Unavailable unavailable) {
                LOG.warn("going on with {} as it is on disk: {}", name, unavailable.getMessage());
            }
        }
        view.loadFromDisk();
        return view;
    }

    /** Does tasks and has tasks done, over the same connection (TK-1). */
    public Tasks tasks() {
        return tasks;
    }

    /** Takes back all offers, finishes what has begun, tasks as well, says good-bye. */
    @Override
    public void close() {
        List<Provision> offered;
        List<BalancedCaller> called;
        synchronized (this) {
            offered = List.copyOf(provisions);
            called = List.copyOf(callers);
        }
        try {
            offered.forEach(Provision::withdraw);
            tasks.close();
            port.drain();
            offered.forEach(Provision::close);
        } finally {
            link.close();
            called.forEach(BalancedCaller::close);
            client.close();
        }
    }

    private BalancedCaller.Settings calling(ServiceName service, Consumption consumption) {
        return BalancedCaller.Settings.DEFAULT
                .withBalancer(consumption.balancerIn(options.network().zone()))
                .withEjection(consumption.ejection())
                .withListener(event -> LOG.info("{}: {}", service, event));
    }
}

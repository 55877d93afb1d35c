package io.stargazer.server;

import io.stargazer.api.session.SessionContract.Servers;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.server.backup.BackupHttpApi;
import io.stargazer.server.backup.BackupService;
import io.stargazer.server.cluster.MembersService;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.http.Lead;
import io.stargazer.server.http.Routes;
import io.stargazer.server.identity.TokenIssuer;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.ratis.RatisLog;
import io.stargazer.server.log.ratis.RatisLogOptions;
import io.stargazer.server.peer.Admission;
import io.stargazer.server.peer.ClusterKey;
import io.stargazer.server.peer.Farewell;
import io.stargazer.server.peer.Newcomer;
import io.stargazer.server.peer.PeerLinks;
import io.stargazer.server.peer.PeerLogin;
import io.stargazer.server.peer.PeerRpcApi;
import io.stargazer.server.rpc.LatestValue;
import io.stargazer.server.time.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log and the other servers, wired. */
final class ClusterCapability implements AutoCloseable, Lead {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterCapability.class);
    private static final Duration STEP_DOWN = Duration.ofSeconds(3);
    private static final Duration LOOK_AROUND = Duration.ofMillis(500);

    final RatisLog log;
    final String id;
    private final ServerConfig config;
    private final Tls tls;
    private final ClusterKey key;
    private final PeerLinks links;
    private final Farewell farewell;
    private final @Nullable Admission admission;
    private final LatestValue<Servers> servers = new LatestValue<>(this::located);
    private Servers known = new Servers("", List.of());
    private @Nullable Newcomer newcomer;
    private volatile boolean isUpToDate;
    private volatile Runnable atEnd = () -> {};

    private ClusterCapability(
            ServerConfig config,
            RatisLog log,
            ClusterKey key,
            @Nullable Admission admission,
            Tls tls) {
        this.config = config;
        this.tls = tls;
        this.log = log;
        this.key = key;
        this.admission = admission;
        this.id = admission == null ? config.serverId() : admission.server();
        this.links = new PeerLinks(key, id, config.limits().maxFrameBytes(), tls);
        this.farewell = new Farewell(links, log::status, () -> atEnd.run());
        if (admission != null) {
            links.know(admission.members());
        }
    }

    /**
     * Opens the log in the data directory, or makes a new one: of a cluster that begins, or of one
     * that admits this server.
     */
    static ClusterCapability open(ServerConfig config, LogMachine machine, Tls tls)
            throws StartRefused, IOException, InterruptedException {
        boolean isNew = !ClusterKey.isIn(config.dataDirectory());
        Admission admission =
                isNew && !config.cluster().join().isEmpty()
                        ? Admission.ask(config.cluster().join(), config.cluster().joinToken(), tls)
                        : null;
        String id = admission == null ? config.serverId() : admission.server();
        RatisLog log =
                RatisLog.open(
                        RatisLogOptions.of(id, config.dataDirectory())
                                .withSnapshotEntries(config.limits().snapshotEntries())
                                .withFounder(admission == null),
                        machine);
        boolean opened = false;
        try {
            ClusterKey key = keyOf(config, log, admission);
            ClusterCapability cluster = new ClusterCapability(config, log, key, admission, tls);
            opened = true;
            return cluster;
        } finally {
            if (!opened) {
                log.close();
            }
        }
    }

    private static ClusterKey keyOf(
            ServerConfig config, RatisLog log, @Nullable Admission admission)
            throws StartRefused, IOException {
        if (ClusterKey.isIn(config.dataDirectory())) {
            return ClusterKey.load(config.dataDirectory());
        }
        if (admission == null && !log.isFounder()) {
            throw new StartRefused(
                    Reason.NOT_ADMITTED,
                    "this server has not yet been admitted to its cluster: start it with --join and a token of 'stargazer cluster add'");
        }
        ClusterKey key =
                admission == null
                        ? ClusterKey.generate(new SecureRandom())
                        : ClusterKey.parse(admission.key());
        key.save(config.dataDirectory());
        return key;
    }

    Authenticator admitting(Authenticator others) {
        return new PeerLogin(key, id, links, others, tls);
    }

    /**
     * Answers other servers.
     *
     * @param onEnd runs when the servers stop in order, and this one leads: see {@link Farewell}
     */
    void addTo(ServiceTable services, Runnable onEnd) {
        atEnd = onEnd;
        new PeerRpcApi(log, log::members).addTo(services);
        farewell.addTo(services);
    }

    MembersService members(TokenIssuer tokens) {
        return new MembersService(log::members, log::status, links, key, tokens);
    }

    void addTo(Routes routes, ControlPlane control, InstantSource clock) {
        new BackupHttpApi(new BackupService(control, key.fingerprint(), clock)).addTo(routes);
    }

    /** Where the servers are, for clients that follow the leader. */
    Flow.Publisher<Servers> servers() {
        return servers;
    }

    private void lookAround() {
        links.greet();
        Servers now = located();
        if (!now.equals(known)) {
            known = now;
            servers.changed();
        }
    }

    private Servers located() {
        LogStatus now = log.status();
        return new Servers(
                now.leaderAddress(), now.voters().stream().map(Member::address).toList());
    }

    /** Begins to take part, now that others can reach this server at this port. */
    void launch(int port, Timers timers) throws StartRefused, IOException {
        links.here(addressAt(port));
        log.launch(links, links.self().address());
        timers.every(LOOK_AROUND, this::lookAround);
        if (admission != null) {
            newcomer = new Newcomer(links, admission.members(), log::status);
        }
    }

    private String addressAt(int port) throws IOException {
        if (!config.cluster().advertise().isEmpty()) {
            return config.cluster().advertise();
        }
        boolean isAnywhere = InetAddress.getByName(config.host()).isAnyLocalAddress();
        String host = isAnywhere ? InetAddress.getLocalHost().getHostName() : config.host();
        return new Address(host, port).toString();
    }

    /** Whether this server is the only one, which leads at once or never. */
    boolean isAlone() {
        return admission == null
                && log.status().voters().stream().allMatch(voter -> voter.id().equals(id));
    }

    /** Whether it leads, or follows a leader and once knew all that was known. */
    boolean isReady() {
        LogStatus now = log.status();
        boolean isMember = now.voters().stream().anyMatch(voter -> voter.id().equals(id));
        isUpToDate |= isMember && now.committed() >= 0 && now.applied() >= now.committed();
        return isMember && isUpToDate && !now.leader().isEmpty();
    }

    @Override
    public boolean isHere() {
        return log.leads();
    }

    @Override
    public String address() {
        return log.status().leaderAddress();
    }

    /** Says that this server stops, then lets another one lead. */
    void leave() {
        farewell.say();
        stepDown();
    }

    /** Lets another server lead, so that nobody has to notice that this one is gone. */
    private void stepDown() {
        if (!log.leads()) {
            return;
        }
        for (Member voter : log.status().voters()) {
            if (!voter.id().equals(id) && links.reaches(voter.id())) {
                LOG.info("{} leads from here on, as far as it can", voter.id());
                try {
                    log.members()
                            .transferTo(voter.id())
                            .get(STEP_DOWN.toMillis(), TimeUnit.MILLISECONDS);
                    return;
                } catch (ExecutionException | TimeoutException e) {
                    LOG.info("{} does not: {}", voter.id(), e.getMessage());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    List<String> addresses() {
        return located().all();
    }

    List<String> others() {
        return log.status().voters().stream()
                .filter(voter -> !voter.id().equals(id))
                .map(voter -> voter.id() + " at " + voter.address())
                .toList();
    }

    @Override
    public void close() {
        Newcomer waiting = newcomer;
        if (waiting != null) {
            waiting.close();
        }
        links.close();
    }
}

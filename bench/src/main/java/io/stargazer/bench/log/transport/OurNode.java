package io.stargazer.bench.log.transport;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.server.log.ratis.RatisLog;
import io.stargazer.server.log.ratis.RatisLogOptions;
import io.stargazer.server.peer.ClusterKey;
import io.stargazer.server.peer.PeerLinks;
import io.stargazer.server.peer.PeerLogin;
import io.stargazer.server.peer.PeerRpcApi;
import java.nio.file.Path;

/** Our log over our RPC, proofs of membership and all, on a port that has nothing else. */
final class OurNode implements Node {

    private static final String HOST = "127.0.0.1";

    private final RatisLog log;
    private final PeerLinks links;

    /**
     * Starts it; it serves until the process ends.
     *
     * @param founder whether it begins the cluster, or waits to be added
     */
    OurNode(String id, Path folder, boolean founder, ClusterKey key, LogMachine machine)
            throws Exception {
        RatisLogOptions options = RatisLogOptions.of(id, folder).withFounder(founder);
        log = RatisLog.open(options, machine);
        links = new PeerLinks(key, id, RpcLimits.DEFAULT.maxFrameBytes(), Tls.OFF);
        ServiceTable services = new ServiceTable();
        new PeerRpcApi(log, log::members).addTo(services);
        PeerLogin login =
                new PeerLogin(
                        key,
                        id,
                        links,
                        _ -> {
                            throw new Rejected(
                                    Status.UNAUTHENTICATED, "bench.nobody", "only servers");
                        },
                        Tls.OFF);
        RpcServer server = new RpcServer(new RpcSettings(services, login));
        links.here(HOST + ":" + server.listen(HOST, 0, 1).getPort());
        log.launch(links, links.self().address());
    }

    @Override
    public ReplicatedLog log() {
        return log;
    }

    @Override
    public boolean leads() {
        return log.leads();
    }

    @Override
    public String address() {
        return links.self().address();
    }

    @Override
    public void add(String id, String address) {
        Member member = new Member(id, address);
        log.members().add(member).join();
    }
}

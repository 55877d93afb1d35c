package io.stargazer.bench.log.transport;

import io.stargazer.server.log.ReplicatedLog;

/** One server of three, as little of it as a log needs. */
interface Node {

    /** Where proposals go. */
    ReplicatedLog log();

    /** Whether it leads and has applied all before. */
    boolean leads();

    /** Where the others reach it. */
    String address();

    /** Takes another into the cluster, where they do not know each other from the start. */
    void add(String id, String address) throws Exception;
}

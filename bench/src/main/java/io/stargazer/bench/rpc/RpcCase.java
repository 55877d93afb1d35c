package io.stargazer.bench.rpc;

import java.util.List;

/** Something to measure. */
interface RpcCase {

    /** The names under which it reports, as on the command line. */
    List<String> names();

    /** Measures all rounds of it. */
    void measure(Session session) throws Exception;
}

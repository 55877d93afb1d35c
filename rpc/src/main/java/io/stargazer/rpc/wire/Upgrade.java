package io.stargazer.rpc.wire;

/** The HTTP/1.1 words by which a connection becomes an RPC connection. */
public final class Upgrade {

    public static final String PATH = "/rpc";
    public static final String PROTOCOL = "stargazer-rpc";
    public static final String VERSION_HEADER = "Stargazer-Rpc-Version";
    public static final String VERSION = "1";

    private Upgrade() {}
}

package io.stargazer.server.http;

/** Who leads the cluster, as far as this server knows: everything but itself is asked there. */
public interface Lead {

    /** Of a server that is alone. */
    Lead ALONE =
            new Lead() {
                @Override
                public boolean isHere() {
                    return true;
                }

                @Override
                public String address() {
                    return "";
                }
            };

    /** Whether this server leads. */
    boolean isHere();

    /** {@code host:port} of the leader; empty while there is none. */
    String address();
}

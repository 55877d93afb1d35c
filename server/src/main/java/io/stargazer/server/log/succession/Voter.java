package io.stargazer.server.log.succession;

import java.io.IOException;
import java.util.List;

/** What {@link Succession} needs of the log of this server. From any thread. */
public interface Voter {

    /** Where it stands now. */
    Standing standing();

    /** The others that vote; none while that is being changed. */
    List<String> others();

    /**
     * Asks for votes now, unless something has changed since.
     *
     * @return whether it did
     */
    boolean stand(Standing since) throws IOException;
}

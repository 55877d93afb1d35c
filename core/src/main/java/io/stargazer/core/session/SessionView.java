package io.stargazer.core.session;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.session.Session;
import io.stargazer.core.Table;
import io.stargazer.core.TableCodec;
import java.io.IOException;

/** All open sessions at one moment. Immutable; any thread may read it. */
public record SessionView(Table<String, Session> sessions) {

    private static final Codec<Session> SESSION = Codec.of(Session.class);

    public static final SessionView EMPTY = new SessionView(Table.empty());

    public void writeTo(TableCodec.RowWriter out) throws IOException {
        TableCodec.write(sessions, SESSION, out);
    }

    public static SessionView readFrom(TableCodec.RowReader in) throws IOException {
        return new SessionView(TableCodec.read(SESSION, Session::id, in));
    }
}

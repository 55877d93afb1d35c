package io.stargazer.bench.rpc;

import io.stargazer.bench.rpc.jmh.Candidate;
import io.stargazer.bench.rpc.jmh.Microbenchmarks;
import io.stargazer.bench.rpc.jmh.Microbenchmarks.Took;
import java.io.IOException;
import java.util.List;

/** What it takes to write and to read one record with a list and a map, per payload codec. */
final class CodecCase implements RpcCase {

    private static final String NAME = "codecs";

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public void measure(Session session) throws IOException {
        if (!session.plan().onlySubject().isEmpty()) {
            return; // its subjects are codecs
        }
        for (int round = 1; round <= session.plan().rounds(); round++) {
            session.report().note(NAME + ", round " + round);
            for (Took took : Microbenchmarks.codecs(session.plan().seconds() / 2)) {
                session.report().figure(NAME, took.codec(), took.act(), took.ns(), "ns");
            }
            for (Candidate codec : Candidate.all()) {
                session.report().figure(NAME, codec.title(), "size", codec.size(), "bytes");
            }
        }
    }
}

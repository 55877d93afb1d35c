package io.stargazer.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.rpc.hostile.FuzzedTypes;
import io.stargazer.rpc.hostile.Script;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** RP-9: nobody adds a type of frame that is not documented, or that is not fuzzed. */
class FrameTypeTest {

    /** Of the frames that are not read by {@link FrameReader}, but before there is one. */
    private static final Map<Integer, String> AT_THE_DOOR = Map.of(Script.RING, "RING");

    @Test
    void the_code_the_document_and_the_fuzzers_know_the_same_types() {
        Map<Integer, String> known = new TreeMap<>(AT_THE_DOOR);
        for (FrameType type : FrameType.values()) {
            assertThat(known.put(type.number(), type.name())).as("%s's number", type).isNull();
        }
        assertThat(FuzzedTypes.documented()).isEqualTo(known);
        assertThat(Script.TYPES).containsExactlyElementsOf(known.keySet());
    }
}

package io.stargazer.rpc.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How often frames of each type were mutated, of all types that the document names. */
public final class FuzzedTypes {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| (\\d+) \\| ([A-Z_]+) \\| (?:C|P|both) \\|");

    private final Map<Integer, Integer> mutated = new HashMap<>();

    /**
     * Counts what one session has mutated.
     *
     * @return how much that was
     */
    public int add(List<Integer> types) {
        types.forEach(type -> mutated.merge(type, 1, Integer::sum));
        return types.size();
    }

    /** The documented types of which fewer frames than this were mutated. */
    public List<String> seldom(int least) {
        return documented().entrySet().stream()
                .filter(type -> mutated.getOrDefault(type.getKey(), 0) < least)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The frames of docs/rpc-protocol.md, by their numbers. */
    public static Map<Integer, String> documented() {
        try {
            return ROW.matcher(Files.readString(Path.of("../docs/rpc-protocol.md")))
                    .results()
                    .collect(
                            Collectors.toMap(
                                    row -> Integer.valueOf(row.group(1)),
                                    FuzzedTypes::name,
                                    (one, other) -> one + " and " + other,
                                    TreeMap::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(MatchResult row) {
        return row.group(2);
    }
}

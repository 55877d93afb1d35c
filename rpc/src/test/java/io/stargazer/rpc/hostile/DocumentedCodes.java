package io.stargazer.rpc.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The codes that docs/rpc-protocol.md says may stand in a CLOSE. */
public final class DocumentedCodes {

    private static final Pattern CODE = Pattern.compile("`(rpc\\.[a-z-]+)`");

    private DocumentedCodes() {}

    public static Set<String> ofClose() {
        Set<String> codes = new TreeSet<>();
        for (String line : lines()) {
            String[] cells = line.split("\\|", -1);
            if (cells.length > 3 && cells[2].contains("CLOSE")) {
                CODE.matcher(cells[1]).results().forEach(code -> codes.add(code.group(1)));
            }
        }
        return codes;
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(Path.of("../docs/rpc-protocol.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

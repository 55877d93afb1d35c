package io.stargazer.server.console;

import io.stargazer.server.console.page.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All pages and their addresses.
 *
 * @param places in the order of the navigation; a page below another one comes after it
 */
record Sitemap(List<Place> places) {

    /**
     * A page at its address.
     *
     * @param path with variable parts in braces
     * @param area the word of the navigation it belongs to: {@code services}
     * @param inNavigation whether it stands there itself
     * @param library the file that draws its charts, empty for none
     */
    record Place(String path, String area, boolean inNavigation, String library, Page page) {}

    /** A page and the variable parts of the address it was found by. */
    record Found(Place place, Map<String, String> parameters) {}

    @Nullable Found find(String path) {
        for (Place place : places) {
            Map<String, String> parameters = match(place.path(), path);
            if (parameters != null) {
                return new Found(place, parameters);
            }
        }
        return null;
    }

    private static @Nullable Map<String, String> match(String pattern, String path) {
        String[] wanted = pattern.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                parameters.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return null;
            }
        }
        return parameters;
    }
}

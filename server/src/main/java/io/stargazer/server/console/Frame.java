package io.stargazer.server.console;

import gg.jte.Content;
import io.stargazer.server.console.text.Words;
import java.util.List;

/**
 * What stands around every page: navigation, search, namespace, language, theme.
 *
 * @param words the language
 * @param title of the window
 * @param theme {@code dark}, {@code light}, or empty to follow the system
 * @param user who is logged in; empty on the login page
 * @param links the navigation
 * @param namespaces to choose from
 * @param stream the address of the page's live changes, empty for none
 * @param elsewhere addresses of other servers to look at when this one is gone, by blanks
 * @param files the addresses of the files that the page needs
 * @param body the page itself
 */
public record Frame(
        Words words,
        String title,
        String theme,
        String user,
        List<NavigationLink> links,
        List<NamespaceLink> namespaces,
        String stream,
        String elsewhere,
        Files files,
        Content body) {

    /** A page of the navigation. */
    public record NavigationLink(String key, String href, boolean current) {}

    /** A namespace, and this page in it. */
    public record NamespaceLink(String name, String href, boolean current) {}

    /**
     * Addresses of files.
     *
     * @param library draws charts, empty where there are none
     */
    public record Files(
            String tabler,
            String style,
            String theme,
            String htmx,
            String library,
            String script,
            String favicon) {

        static Files of(Assets assets, String library) {
            return new Files(
                    assets.url("tabler.css"),
                    assets.url("app.css"),
                    assets.url("theme.js"),
                    assets.url("htmx.js"),
                    library.isEmpty() ? "" : assets.url(library),
                    assets.url("app.js"),
                    assets.url("favicon.svg"));
        }
    }

    /** The namespace that is chosen; empty where none is. */
    public String namespace() {
        return namespaces.stream()
                .filter(NamespaceLink::current)
                .map(NamespaceLink::name)
                .findFirst()
                .orElse("");
    }
}

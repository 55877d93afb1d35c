package io.stargazer.server.console.page;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page shows at one moment.
 *
 * @param head the title line
 * @param fragments below it, in order
 * @param found false when the address names something that is not there
 */
public record View(Head head, List<Fragment> fragments, boolean found) {

    public View(Head head, List<Fragment> fragments) {
        this(head, fragments, true);
    }

    /**
     * The title line.
     *
     * @param title of the page
     * @param badge the state of what it shows, null where it has none
     * @param act the one main act, null where there is none
     * @param parent the page above, null for one of the navigation
     */
    public record Head(
            String title, @Nullable Badge badge, @Nullable Act act, @Nullable Link parent) {

        public Head(String title) {
            this(title, null, null, null);
        }
    }

    /** Where something leads to. */
    public record Link(String label, String href) {}

    /** Something one can do here: a button that opens the dialog at this address. */
    public record Act(String label, String icon, String dialog) {}

    /**
     * A part of a page that changes as a whole.
     *
     * @param id of its element, the only one of the template
     * @param template of {@code src/main/jte/console}
     * @param model the parameter {@code m} of the template
     */
    public record Fragment(String id, String template, Object model) {}

    /** All of the page that is live: the head, then the fragments. */
    public List<Fragment> live() {
        List<Fragment> live = new ArrayList<>(fragments.size() + 1);
        live.add(new Fragment("head", "head", head));
        live.addAll(fragments);
        return live;
    }
}

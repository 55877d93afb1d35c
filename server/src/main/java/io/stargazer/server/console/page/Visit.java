package io.stargazer.server.console.page;

import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Words;
import java.time.Instant;
import java.util.Map;

/**
 * Somebody looks at a page.
 *
 * @param principal who
 * @param words in which language
 * @param namespace which namespace is chosen
 * @param parameters the variable parts of the page's address
 * @param now when
 */
public record Visit(
        Principal principal,
        Words words,
        String namespace,
        Map<String, String> parameters,
        Instant now) {

    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Whether acts that need this role in the chosen namespace are offered. */
    public boolean may(Role role) {
        return principal.may(namespace, role);
    }

    public Format.Moment ago(long epochMs) {
        return Format.ago(words, now, epochMs);
    }
}

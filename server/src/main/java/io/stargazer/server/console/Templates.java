package io.stargazer.server.console;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.text.Words;
import java.util.Map;

/** Renders templates that were compiled with the program. Thread-safe. */
final class Templates {

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    Templates() {
        engine.setTrimControlStructures(true);
    }

    String render(String template, Words words, Object model) {
        StringOutput output = new StringOutput();
        engine.render("console/" + template + ".jte", Map.of("w", words, "m", model), output);
        return output.toString();
    }

    String render(Words words, Fragment fragment) {
        return render(fragment.template(), words, fragment.model());
    }

    /** HTML that a template has made, to be put into another one. */
    static Content finished(String html) {
        return output -> output.writeContent(html);
    }
}

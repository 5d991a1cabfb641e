package io.modelfactory.worker.console.view;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.modelfactory.worker.console.route.PageView;
import java.util.Map;

/**
 * Fills templates, which became classes when the worker was built; every value is escaped for the place it stands in.
 */
public final class PageRenderer {
    private static final String PACKAGE = "io.modelfactory.worker.console.template";

    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, PageRenderer.class.getClassLoader(), PACKAGE);

    /** The whole page. */
    public String html(PageView page, PageFrame frame) {
        StringOutput output = new StringOutput();
        templates.render(page.template(), Map.of("page", page, "frame", frame), output);
        return output.toString();
    }
}

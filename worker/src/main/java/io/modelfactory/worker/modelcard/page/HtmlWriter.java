package io.modelfactory.worker.modelcard.page;

import io.modelfactory.worker.modelcard.page.PageBlock.BulletList;
import io.modelfactory.worker.modelcard.page.PageBlock.CommandList;
import io.modelfactory.worker.modelcard.page.PageBlock.Fact;
import io.modelfactory.worker.modelcard.page.PageBlock.FactList;
import io.modelfactory.worker.modelcard.page.PageBlock.Figure;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.plot.Plot;
import io.modelfactory.worker.modelcard.text.MarkupWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A page as one HTML document that needs nothing beside itself: style and drawings are in it, scripts are not. */
public final class HtmlWriter implements PageWriter {
    /** Were there ever a hole in the escaping, a browser would still run and fetch nothing. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    private static final String STYLE_FILE = "page.css";

    private static final String STYLE = read();

    /** A table of so few columns is hard to follow across the whole page. */
    private static final int NARROW = 3;

    /** Identifiers up to this length are not broken. */
    private static final int SHORT = 28;

    private final MarkupWriter out = new MarkupWriter();

    private HtmlWriter() {}

    public static String render(CardPage page) {
        HtmlWriter html = new HtmlWriter();
        html.page(page);
        return "<!DOCTYPE html>\n" + html.out + "\n";
    }

    private void page(CardPage page) {
        out.start("html", "lang", "en").line();
        head(page);
        out.start("body").line().start("main").line();
        headline(page.headline());
        contents(page.sections());
        page.sections().forEach(this::section);
        out.end().line().end().line().end();
    }

    private void head(CardPage page) {
        out.start("head").line();
        out.empty("meta", "charset", "utf-8").line();
        out.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY)
                .line();
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        out.empty("meta", "name", "color-scheme", "content", "light dark").line();
        out.empty("meta", "name", "generator", "content", page.layout()).line();
        out.element("title", page.headline().kind() + ": " + page.headline().title())
                .line();
        out.style(STYLE).line().end().line();
    }

    private static String read() {
        try (InputStream css = Objects.requireNonNull(HtmlWriter.class.getResourceAsStream(STYLE_FILE), STYLE_FILE)) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void headline(Headline headline) {
        out.start("header").line();
        out.element("p", headline.kind(), "class", "kind").line();
        out.element("h1", headline.title()).line();
        out.start("p", "class", "subject");
        value(headline.subject());
        out.end().line().start("p", "class", "verdict");
        value(headline.verdict());
        out.end().line();
        out.start("ul", "class", "points").line();
        headline.points().forEach(point -> out.element("li", point).line());
        out.end().line();
        list("figures", headline.figures());
        list("answers", headline.answers());
        out.end().line();
    }

    private void contents(List<CardSection> sections) {
        out.start("nav", "aria-label", "Contents").line();
        sections.forEach(section ->
                out.element("a", section.title(), "href", "#" + section.id()).line());
        out.end().line();
    }

    private void section(CardSection section) {
        out.start("section", "aria-labelledby", section.id() + "-heading").line();
        out.start("details", section.unfolded() ? new String[] {"open", "open"} : new String[0])
                .line();
        out.start("summary").element("h2", section.title(), "id", section.id() + "-heading");
        // A link to what is folded unfolds it.
        out.end().line().start("div", "class", "folded", "id", section.id()).line();
        section.blocks().forEach(block -> block.writeTo(this));
        out.end().line().end().line().end().line();
    }

    @Override
    public void paragraph(Paragraph prose) {
        out.element("p", prose.text()).line();
    }

    @Override
    public void bulletList(BulletList points) {
        out.start("ul").line();
        points.sentences().forEach(sentence -> out.element("li", sentence).line());
        out.end().line();
    }

    @Override
    public void commandList(CommandList commands) {
        out.start("ul", "class", "commands").line();
        commands.commands()
                .forEach(command -> out.start("li")
                        .element("code", command.line())
                        .element("span", command.effect())
                        .end()
                        .line());
        out.end().line();
    }

    @Override
    public void factList(FactList facts) {
        list("facts", facts.facts());
    }

    private void list(String style, List<Fact> facts) {
        out.start("dl", "class", style).line();
        for (Fact fact : facts) {
            out.start("div").element("dt", fact.name()).start("dd");
            value(fact.value());
            out.end().end().line();
        }
        out.end().line();
    }

    private void value(StyledText value) {
        switch (value.style()) {
            case CODE -> out.element("code", value.text(), "class", value.text().length() <= SHORT ? "short" : "long");
            case TEXT, NUMBER -> out.text(value.text());
            case GOOD, BAD, NOTHING ->
                out.element("span", value.text(), "class", value.style().name().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public void table(Table table) {
        out.start("div", "class", "table", "tabindex", "0", "role", "region", "aria-label", table.caption());
        boolean narrow = table.headings().size() <= NARROW;
        out.start("table", "class", narrow ? "narrow" : "wide")
                .line()
                .element("caption", table.caption())
                .line();
        out.start("thead").start("tr");
        for (int column = 0; column < table.headings().size(); column++) {
            out.element("th", table.headings().get(column), cell(table, column, "col", false));
        }
        out.end().end().line().start("tbody").line();
        table.rows().forEach(values -> row(table, values));
        out.end().end().end().line();
    }

    private void row(Table table, List<StyledText> values) {
        out.start("tr");
        for (int column = 0; column < values.size(); column++) {
            out.start(column == 0 ? "th" : "td", cell(table, column, column == 0 ? "row" : "", true));
            value(values.get(column));
            out.end();
        }
        out.end().line();
    }

    /** Every cell of a column is set as its numbers are, so that "undefined" is where the number would be. */
    private static String[] cell(Table table, int column, String scope, boolean inBody) {
        List<String> attributes = new ArrayList<>();
        if (!scope.isEmpty()) {
            attributes.addAll(List.of("scope", scope));
        }
        if (table.isNumeric(column)) {
            attributes.addAll(List.of("class", "number"));
        }
        if (inBody) {
            // On a narrow screen a row is a list, and each of its cells needs its heading.
            attributes.addAll(List.of("data-heading", table.headings().get(column)));
        }
        return attributes.toArray(String[]::new);
    }

    private void legend(List<Plot.LegendEntry> entries) {
        if (entries.size() > 1) {
            out.start("ul", "class", "legend").line();
            entries.forEach(entry -> out.start("li", "class", entry.style())
                    .text(entry.name())
                    .end()
                    .line());
            out.end().line();
        }
    }

    @Override
    public void figure(Figure figure) {
        out.start("figure", "id", figure.id()).line();
        out.start("figcaption").element("h3", figure.title()).element("p", figure.reading());
        out.end().line().start("div", "class", "plot").line();
        legend(figure.plot().legend());
        figure.plot().draw(out, figure.id(), figure.title(), figure.reading());
        out.end().line();
        table(figure.numbers());
        out.end().line();
    }
}

package io.modelfactory.worker.modelcard.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.modelcard.XmlDocuments;
import io.modelfactory.worker.modelcard.page.PageBlock.BulletList;
import io.modelfactory.worker.modelcard.page.PageBlock.Command;
import io.modelfactory.worker.modelcard.page.PageBlock.CommandList;
import io.modelfactory.worker.modelcard.page.PageBlock.Fact;
import io.modelfactory.worker.modelcard.page.PageBlock.FactList;
import io.modelfactory.worker.modelcard.page.PageBlock.Figure;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText.TextStyle;
import io.modelfactory.worker.modelcard.plot.Axis;
import io.modelfactory.worker.modelcard.plot.Axis.Unit;
import io.modelfactory.worker.modelcard.plot.BarPlot;
import io.modelfactory.worker.modelcard.plot.BarPlot.Bar;
import io.modelfactory.worker.modelcard.text.PrintableText;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** Names of features, values and principals that try to make a page show, or run, something else. */
class HostileTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "' onmouseover='alert(1)",
                "</style><script>alert(1)</script>",
                "--><script>alert(1)</script><!--",
                "&lt;script&gt;",
                "]]><svg onload=alert(1)>",
                "\u202egnp.exe",
                "line\nend | PASS |",
            })
    void inHtmlItIsTextAndNothingElse(String hostile) {
        String html = HtmlWriter.render(page(hostile));
        Document document = XmlDocuments.parsed(html.substring("<!DOCTYPE html>\n".length()));

        assertThat(List.of("script", "img", "iframe", "object", "link"))
                .allSatisfy(element ->
                        assertThat(XmlDocuments.elements(document, element)).isEmpty());
        assertThat(XmlDocuments.elements(document, "svg")).hasSize(1);
        assertThat(XmlDocuments.elements(document, "*"))
                .allSatisfy(element -> assertThat(element.getAttributes().getNamedItem("onload"))
                        .isNull())
                .allSatisfy(element -> assertThat(element.getAttributes().getNamedItem("onmouseover"))
                        .isNull());
        String shown = PrintableText.of(hostile);
        assertThat(XmlDocuments.texts(document, "h1")).containsExactly(shown);
        assertThat(XmlDocuments.texts(document, "code")).containsOnly(shown);
        assertThat(XmlDocuments.texts(document, "li"))
                .containsExactly("It says " + shown, "It says " + shown, shown + "says " + shown);
        assertThat(html).matches("\\p{ASCII}*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "a | **PASS** |",
                "`code` <b>",
                "[click](https://example.com)",
                "![pixel](https://example.com/p.png)",
                "https://example.com and www.example.com and me@example.com",
                "\\`*_{}[]()#+-.!|",
                "line\n\n# Another heading",
                "_strong_ __stronger__",
                "<!-- comment",
                "$x$ @someone",
            })
    void inMarkdownNothingOfItIsMarkup(String hostile) {
        // Within code, which only plain words become, nothing has a meaning.
        String markdown = MarkdownWriter.render(page(hostile)).replaceAll("`[A-Za-z0-9_.:/=+@~#, -]*`", "code");

        List<String> lines = markdown.lines().toList();
        assertThat(markdown)
                .doesNotContain(hostile)
                .doesNotContain("https://")
                .doesNotContain("www.")
                .doesNotContain("@")
                .matches("\\p{ASCII}*");
        assertThat(markdown.replaceFirst("^<!-- layout -->", "")).doesNotContain("<", "[", "]", "`", "\\", "$");
        // Two tables of three lines, and every line has the bars of its table only.
        assertThat(lines.stream().filter(line -> line.startsWith("|"))).hasSize(9);
        assertThat(lines.stream().filter(line -> line.startsWith("|")))
                .allSatisfy(line ->
                        assertThat(line.chars().filter(c -> c == '|').count()).isBetween(2L, 3L));
        assertThat(lines.stream().filter(line -> line.startsWith("#")))
                .hasSize(3)
                .noneMatch(line -> line.contains("Another") && !line.startsWith("# Card: "));
    }

    /** The same text wherever a page takes text. */
    private static CardPage page(String hostile) {
        StyledText code = StyledText.code(hostile);
        Table table = new Table(
                "Table of " + hostile,
                List.of("Name", "Verdict"),
                List.of(List.of(code, new StyledText(TextStyle.GOOD, "PASS"))));
        return new CardPage(
                "layout",
                new Headline(
                        "Card",
                        hostile,
                        code,
                        new StyledText(TextStyle.BAD, "It says " + hostile),
                        List.of("It says " + hostile),
                        List.of(new Fact("figure", code)),
                        List.of(new Fact("question", StyledText.text("It says " + hostile)))),
                List.of(new CardSection(
                        "section",
                        "Section",
                        true,
                        List.of(
                                new Paragraph("It says " + hostile),
                                new BulletList(List.of("It says " + hostile)),
                                new FactList(List.of(new Fact("fact", code))),
                                new CommandList(List.of(new Command(hostile, "says " + hostile))),
                                table,
                                new Figure(
                                        "figure",
                                        "Figure",
                                        "It says " + hostile,
                                        new BarPlot(
                                                Axis.covering("gain", 1, Unit.NUMBER), List.of(new Bar(hostile, 1))),
                                        table)))));
    }
}

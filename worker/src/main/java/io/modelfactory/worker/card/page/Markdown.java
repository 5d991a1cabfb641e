package io.modelfactory.worker.card.page;

import io.modelfactory.worker.card.page.Block.Fact;
import io.modelfactory.worker.card.page.Block.Facts;
import io.modelfactory.worker.card.page.Block.Figure;
import io.modelfactory.worker.card.page.Block.Points;
import io.modelfactory.worker.card.page.Block.Prose;
import io.modelfactory.worker.card.page.Block.Table;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A page as GitHub-flavoured Markdown. Plots are left to the HTML form; their numbers are here. */
public final class Markdown implements Form {
    private final StringBuilder out = new StringBuilder();

    private Markdown() {}

    public static String of(Page page) {
        Markdown markdown = new Markdown();
        markdown.page(page);
        return markdown.out.toString();
    }

    private void page(Page page) {
        Headline headline = page.headline();
        out.append("<!-- ").append(page.layout()).append(" -->\n# ").append(headline.kind());
        out.append(": ").append(MarkdownText.of(headline.title())).append("\n\n");
        out.append(MarkdownText.of(headline.subject())).append("\n\n");
        out.append(MarkdownText.of(headline.verdict())).append("\n\n");
        facts(new Facts(headline.answers()));
        table(new Table(
                "Key figures",
                headline.figures().stream().map(Fact::name).toList(),
                List.of(headline.figures().stream().map(Fact::value).toList())));
        for (Section section : page.sections()) {
            out.append("## ").append(section.title()).append("\n\n");
            section.blocks().forEach(block -> block.writeTo(this));
        }
        // Every block ends in an empty line, the page does not.
        out.setLength(out.length() - 1);
    }

    @Override
    public void prose(Prose prose) {
        out.append(MarkdownText.of(prose.text())).append("\n\n");
    }

    @Override
    public void points(Points points) {
        points.sentences()
                .forEach(sentence ->
                        out.append("- ").append(MarkdownText.of(sentence)).append('\n'));
        out.append('\n');
    }

    @Override
    public void facts(Facts facts) {
        facts.facts()
                .forEach(fact -> out.append("- **")
                        .append(MarkdownText.of(fact.name()))
                        .append(":** ")
                        .append(MarkdownText.of(fact.value()))
                        .append('\n'));
        out.append('\n');
    }

    @Override
    public void table(Table table) {
        out.append("**").append(MarkdownText.of(table.caption())).append("**\n\n");
        row(table.headings().stream().map(MarkdownText::of).toList());
        row(IntStream.range(0, table.headings().size())
                .mapToObj(column -> table.isNumeric(column) ? "---:" : "---")
                .toList());
        table.rows().forEach(values -> row(values.stream().map(MarkdownText::of).toList()));
        out.append('\n');
    }

    private void row(List<String> cells) {
        out.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    @Override
    public void figure(Figure figure) {
        out.append("### ").append(figure.title()).append("\n\n");
        prose(new Prose(figure.reading()));
        table(figure.numbers());
    }
}

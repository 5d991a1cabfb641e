package io.modelfactory.worker.modelcard.page;

import io.modelfactory.worker.modelcard.page.PageBlock.BulletList;
import io.modelfactory.worker.modelcard.page.PageBlock.CommandList;
import io.modelfactory.worker.modelcard.page.PageBlock.Fact;
import io.modelfactory.worker.modelcard.page.PageBlock.FactList;
import io.modelfactory.worker.modelcard.page.PageBlock.Figure;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A page as GitHub-flavoured Markdown. Plots are left to the HTML form; their numbers are here. */
public final class MarkdownWriter implements PageWriter {
    private final StringBuilder out = new StringBuilder();

    private MarkdownWriter() {}

    public static String render(CardPage page) {
        MarkdownWriter markdown = new MarkdownWriter();
        markdown.page(page);
        return markdown.out.toString();
    }

    private void page(CardPage page) {
        Headline headline = page.headline();
        out.append("<!-- ").append(page.layout()).append(" -->\n# ").append(headline.kind());
        out.append(": ").append(MarkdownText.of(headline.title())).append("\n\n");
        out.append(MarkdownText.of(headline.subject())).append("\n\n");
        out.append(MarkdownText.of(headline.verdict())).append("\n\n");
        bulletList(new BulletList(headline.points()));
        factList(new FactList(headline.answers()));
        table(new Table(
                "Key figures",
                headline.figures().stream().map(Fact::name).toList(),
                List.of(headline.figures().stream().map(Fact::value).toList())));
        for (CardSection section : page.sections()) {
            out.append("## ").append(section.title()).append("\n\n");
            section.blocks().forEach(block -> block.writeTo(this));
        }
        // Every block ends in an empty line, the page does not.
        out.setLength(out.length() - 1);
    }

    @Override
    public void paragraph(Paragraph prose) {
        out.append(MarkdownText.of(prose.text())).append("\n\n");
    }

    @Override
    public void bulletList(BulletList points) {
        points.sentences()
                .forEach(sentence ->
                        out.append("- ").append(MarkdownText.of(sentence)).append('\n'));
        out.append('\n');
    }

    @Override
    public void commandList(CommandList commands) {
        commands.commands()
                .forEach(command -> out.append("- ")
                        .append(MarkdownText.of(StyledText.code(command.line())))
                        .append(' ')
                        .append(MarkdownText.of(command.effect()))
                        .append('\n'));
        out.append('\n');
    }

    @Override
    public void factList(FactList facts) {
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
        paragraph(new Paragraph(figure.reading()));
        table(figure.numbers());
    }
}

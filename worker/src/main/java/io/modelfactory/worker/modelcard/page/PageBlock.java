package io.modelfactory.worker.modelcard.page;

import io.modelfactory.worker.modelcard.page.StyledText.TextStyle;
import io.modelfactory.worker.modelcard.plot.Plot;
import java.util.List;

/** A part of a section. */
public sealed interface PageBlock {

    void writeTo(PageWriter form);

    /** A paragraph. It begins with a word. */
    record Paragraph(String text) implements PageBlock {
        @Override
        public void writeTo(PageWriter form) {
            form.paragraph(this);
        }
    }

    /** Sentences, one by one. Each begins with a word. */
    record BulletList(List<String> sentences) implements PageBlock {
        public BulletList {
            sentences = List.copyOf(sentences);
        }

        @Override
        public void writeTo(PageWriter form) {
            form.bulletList(this);
        }
    }

    /** Names and their values. */
    record FactList(List<Fact> facts) implements PageBlock {
        public FactList {
            facts = List.copyOf(facts);
        }

        @Override
        public void writeTo(PageWriter form) {
            form.factList(this);
        }
    }

    /** Commands that a reader can copy. */
    record CommandList(List<Command> commands) implements PageBlock {
        public CommandList {
            commands = List.copyOf(commands);
        }

        @Override
        public void writeTo(PageWriter form) {
            form.commandList(this);
        }
    }

    /** @param effect what it does: goes on after the command as a sentence does after its subject */
    record Command(String line, String effect) {}

    record Fact(String name, StyledText value) {}

    /**
     * @param caption what is in it
     * @param rows each with a value for every heading
     */
    record Table(String caption, List<String> headings, List<List<StyledText>> rows) implements PageBlock {
        public Table {
            headings = List.copyOf(headings);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<StyledText> row : rows) {
                if (row.size() != headings.size()) {
                    throw new IllegalArgumentException(caption + ": a row of " + row.size() + " for " + headings);
                }
            }
        }

        /** Whether a column holds numbers, where it holds anything. */
        boolean isNumeric(int column) {
            return rows.stream().anyMatch(row -> row.get(column).style() == TextStyle.NUMBER);
        }

        @Override
        public void writeTo(PageWriter form) {
            form.table(this);
        }
    }

    /**
     * A plot with its numbers.
     *
     * @param id unlike any other in the page; lower-case letters and hyphens
     * @param reading what is seen, and how to read it
     */
    record Figure(String id, String title, String reading, Plot plot, Table numbers) implements PageBlock {
        @Override
        public void writeTo(PageWriter form) {
            form.figure(this);
        }
    }
}

package io.modelfactory.worker.card.page;

import io.modelfactory.worker.card.page.Value.Kind;
import io.modelfactory.worker.card.plot.Plot;
import java.util.List;

/** A part of a section. */
public sealed interface Block {

    void writeTo(Form form);

    /** A paragraph. It begins with a word. */
    record Prose(String text) implements Block {
        @Override
        public void writeTo(Form form) {
            form.prose(this);
        }
    }

    /** Sentences, one by one. Each begins with a word. */
    record Points(List<String> sentences) implements Block {
        public Points {
            sentences = List.copyOf(sentences);
        }

        @Override
        public void writeTo(Form form) {
            form.points(this);
        }
    }

    /** Names and what they stand for. */
    record Facts(List<Fact> facts) implements Block {
        public Facts {
            facts = List.copyOf(facts);
        }

        @Override
        public void writeTo(Form form) {
            form.facts(this);
        }
    }

    record Fact(String name, Value value) {}

    /**
     * @param caption what is in it
     * @param rows each with a value for every heading
     */
    record Table(String caption, List<String> headings, List<List<Value>> rows) implements Block {
        public Table {
            headings = List.copyOf(headings);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<Value> row : rows) {
                if (row.size() != headings.size()) {
                    throw new IllegalArgumentException(caption + ": a row of " + row.size() + " for " + headings);
                }
            }
        }

        /** Whether a column holds numbers, where it holds anything. */
        boolean isNumeric(int column) {
            return rows.stream().anyMatch(row -> row.get(column).kind() == Kind.NUMBER);
        }

        @Override
        public void writeTo(Form form) {
            form.table(this);
        }
    }

    /**
     * A plot with its numbers.
     *
     * @param id unlike any other in the page; lower-case letters and hyphens
     * @param reading what is seen, and how to read it
     */
    record Figure(String id, String title, String reading, Plot plot, Table numbers) implements Block {
        @Override
        public void writeTo(Form form) {
            form.figure(this);
        }
    }
}

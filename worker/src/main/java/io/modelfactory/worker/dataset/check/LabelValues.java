package io.modelfactory.worker.dataset.check;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.failure.FailureException;
import java.util.ArrayList;
import java.util.List;

/** The values of the label over all files and datasets: every one is the declared positive or the negative one. */
public final class LabelValues {
    private static final int MAX_LISTED = 10;

    private final DuckDb db;
    private final EventColumns columns;

    public LabelValues(DuckDb db, EventColumns columns) {
        this.db = db;
        this.columns = columns;
    }

    /**
     * @return the rows of each value, the positive one first
     * @throws FailureException {@code DATASET_INVALID} with the rows of each other value and examples of their event
     *     ids
     */
    public List<LabelCount> requireDeclared() {
        List<LabelCount> counts = db.query(
                """
                SELECT label, count(*), bool_or(positive) FROM events WHERE label IS NOT NULL
                GROUP BY label ORDER BY bool_or(positive) DESC, count(*) DESC, label LIMIT %d
                """.formatted(MAX_LISTED + 2),
                row -> new LabelCount(row.getString(1), row.getBoolean(3), row.getLong(2)));
        List<LabelCount> others = counts.stream()
                .filter(count -> !count.positive())
                .filter(count -> columns.negativeLabel()
                        .map(negative -> !negative.equals(count.value()))
                        .orElse(true))
                .toList();
        boolean refused = columns.negativeLabel().isPresent() ? !others.isEmpty() : others.size() > 1;
        if (refused) {
            throw new FailureException(DATASET_INVALID, message(others));
        }
        return counts;
    }

    private String message(List<LabelCount> others) {
        String declared = "columns.label: beside positive_label " + QuotedText.of(columns.positiveLabel())
                + columns.negativeLabel()
                        .map(negative -> " and negative_label " + QuotedText.of(negative) + " no other value")
                        .orElse(" exactly one other value");
        List<String> found = new ArrayList<>();
        for (LabelCount other : others.subList(0, Math.min(MAX_LISTED, others.size()))) {
            found.add(QuotedText.of(other.value()) + " in " + other.rows() + " rows"
                    + ExampleEventIds.ofRowsWhere(db, "label = " + SqlQuoting.literal(other.value())));
        }
        return declared + " may occur, but there are " + String.join(", ", found)
                + (others.size() > MAX_LISTED ? " and more" : "")
                + "; correct the rows, or declare positive_label and negative_label as the rows have them";
    }
}

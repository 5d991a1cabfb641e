package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.UnknownCategory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The values of the categorical features among the training rows, counted in one pass over them, in the table
 * {@code categories}. A value that is too rare is none of a feature's categories.
 */
final class TrainingCategories {
    static final int MAX_CATEGORIES = 10_000;

    private final DuckDb db;
    private final long minRows;
    private final long trainingRows;
    private final Map<Integer, Counts> counts = new HashMap<>();
    private final Map<Integer, List<String>> known = new HashMap<>();

    private TrainingCategories(DuckDb db, long minRows, long trainingRows) {
        this.db = db;
        this.minRows = minRows;
        this.trainingRows = trainingRows;
    }

    /**
     * Of one feature.
     *
     * @param rows that have a value
     * @param rareValues values of too few rows
     * @param rareRows that have one of them
     */
    private record Counts(long values, long rows, long rareValues, long rareRows) {
        static final Counts NONE = new Counts(0, 0, 0, 0);
    }

    /**
     * @param minRows of a category
     * @param trainingRows in all
     * @throws FailureException {@code DATASET_INVALID} if a feature has too many values
     */
    static TrainingCategories count(DuckDb db, EventColumns columns, long minRows, long trainingRows) {
        TrainingCategories found = new TrainingCategories(db, minRows, trainingRows);
        List<Integer> features = IntStream.range(0, columns.features().size())
                .filter(i -> columns.features().get(i).type() == FeatureType.CATEGORICAL)
                .boxed()
                .toList();
        if (!features.isEmpty()) {
            found.count(features);
            found.requireFewValues(columns, features);
            found.readKnown();
        }
        return found;
    }

    private void count(List<Integer> features) {
        String number = features.stream()
                .map(i -> "WHEN grouping(%s) = 0 THEN %d".formatted(EventColumns.tableColumn(i), i))
                .collect(joining(" "));
        String value = features.stream().map(EventColumns::tableColumn).collect(joining(", ", "coalesce(", ")"));
        String sets = features.stream()
                .map(i -> "(" + EventColumns.tableColumn(i) + ")")
                .collect(joining(", "));
        db.update("""
                CREATE TABLE categories AS
                SELECT CASE %1$s END AS feature, %2$s AS value, count(*) AS n
                FROM events JOIN placement ON events.rowid = placement.event
                WHERE part = %3$d GROUP BY GROUPING SETS (%4$s) HAVING %2$s IS NOT NULL
                """.formatted(number, value, SplitPart.TRAIN.number(), sets));
        db.query(
                """
                SELECT feature, count(*), sum(n), count_if(n < %1$d), coalesce(sum(n) FILTER (WHERE n < %1$d), 0)
                FROM categories GROUP BY feature
                """.formatted(minRows),
                row -> counts.put(
                        row.getInt(1), new Counts(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5))));
    }

    private void requireFewValues(EventColumns columns, List<Integer> features) {
        for (int feature : features) {
            long values = of(feature).values();
            if (values > MAX_CATEGORIES) {
                throw new FailureException(
                        DATASET_INVALID,
                        "feature "
                                + QuotedText.of(columns.features().get(feature).name()) + ": " + values
                                + " categories are too many, at most " + MAX_CATEGORIES
                                + " are supported; is it an id?");
            }
        }
    }

    private void readKnown() {
        db.query(
                "SELECT feature, value FROM categories WHERE n >= " + minRows + " ORDER BY feature, value",
                row -> known.computeIfAbsent(row.getInt(1), none -> new ArrayList<>())
                        .add(row.getString(2)));
    }

    private Counts of(int feature) {
        return counts.getOrDefault(feature, Counts.NONE);
    }

    /** A query for the categories of a feature, in the order of {@link #known}. */
    String query(int feature) {
        return "SELECT value FROM categories WHERE feature = " + feature + " AND n >= " + minRows + " ORDER BY value";
    }

    /** In the order of their UTF-8 bytes, which is that of their code points. */
    List<String> known(int feature) {
        return known.getOrDefault(feature, List.of());
    }

    UnknownCategory unknown(int feature) {
        Counts found = of(feature);
        return new UnknownCategory(trainingRows - found.rows(), found.rareValues(), found.rareRows(), 0);
    }

    /** To be called when the queries have been used. */
    void drop() {
        if (!counts.isEmpty()) {
            db.update("DROP TABLE categories");
        }
    }
}

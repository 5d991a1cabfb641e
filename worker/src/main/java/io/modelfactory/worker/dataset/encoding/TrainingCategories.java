package io.modelfactory.worker.dataset.encoding;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.split.SplitPart;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.UnknownCategory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The values of the categorical features among the training rows, counted in one pass over them. A value that is too
 * rare is none of a feature's categories.
 */
public final class TrainingCategories {
    static final int MAX_CATEGORIES = 10_000;

    private static final long MANY_ROWS = 50_000;

    private final long trainingRows;
    private final Map<Integer, List<String>> known = new HashMap<>();
    private final Map<Integer, Counts> rare = new HashMap<>();
    private final Map<Integer, Long> knownRows = new HashMap<>();

    private TrainingCategories(long trainingRows) {
        this.trainingRows = trainingRows;
    }

    /** Values of one feature, and rows that have one of them. */
    private record Counts(long values, long rows) {
        static final Counts NONE = new Counts(0, 0);
    }

    /**
     * @param minRows of a category
     * @param trainingRows in all
     * @throws FailureException {@code DATASET_INVALID} if a feature has too many values
     */
    static TrainingCategories count(DuckDb db, EventColumns columns, long minRows, long trainingRows) {
        List<Integer> features = IntStream.range(0, columns.features().size())
                .filter(i -> columns.features().get(i).type() == FeatureType.CATEGORICAL)
                .boxed()
                .toList();
        TrainingCategories found = new TrainingCategories(trainingRows);
        if (!features.isEmpty()) {
            String counted =
                    trainingRows < MANY_ROWS ? countedTogether(columns, features) : countedByColumn(columns, features);
            // A feature with few values has them in rows of their own, and those that are rare in one; ids have more.
            long atMost = (MAX_CATEGORIES + 1L) * features.size();
            long read = found.read(db, counted, minRows, atMost + 1);
            requireFewValues(db, columns, counted, read > atMost || found.hasMany());
        }
        return found;
    }

    /** A query for each value of each feature and its rows, in one table: one for each column takes long to make. */
    private static String countedTogether(EventColumns columns, List<Integer> features) {
        String values = features.stream().map(columns::text).collect(joining(", ", "[", "]"));
        return """
                SELECT feature, value, count(*) AS n
                FROM (
                    SELECT unnest(%1$s) AS feature, unnest(%2$s) AS value
                    FROM events JOIN placement ON events.rowid = placement.event WHERE part = %3$d)
                WHERE value IS NOT NULL GROUP BY feature, value
                """.formatted(features, values, SplitPart.TRAIN.number());
    }

    /** The same for many rows, which it takes a third less for. */
    private static String countedByColumn(EventColumns columns, List<Integer> features) {
        String number = features.stream()
                .map(i -> "WHEN grouping(%s) = 0 THEN %d".formatted(EventColumns.tableColumn(i), i))
                .collect(joining(" "));
        String value = features.stream().map(columns::text).collect(joining(", ", "coalesce(", ")"));
        String sets = features.stream()
                .map(i -> "(" + EventColumns.tableColumn(i) + ")")
                .collect(joining(", "));
        return """
                SELECT CASE %1$s END AS feature, %2$s AS value, count(*) AS n
                FROM events JOIN placement ON events.rowid = placement.event
                WHERE part = %3$d GROUP BY GROUPING SETS (%4$s) HAVING %2$s IS NOT NULL
                """.formatted(number, value, SplitPart.TRAIN.number(), sets);
    }

    private long read(DuckDb db, String counted, long minRows, long limit) {
        return db.forEach(
                """
                SELECT feature, CASE WHEN n >= %1$d THEN value END AS category, count(*), sum(n)
                FROM (%2$s) GROUP BY feature, category ORDER BY feature, category LIMIT %3$d
                """.formatted(minRows, counted, limit),
                row -> add(row.getInt(1), Optional.ofNullable(row.getString(2)), row.getLong(3), row.getLong(4)));
    }

    private void add(int feature, Optional<String> category, long values, long rows) {
        if (category.isEmpty()) {
            rare.put(feature, new Counts(values, rows));
        } else {
            known.computeIfAbsent(feature, none -> new ArrayList<>()).add(category.get());
            knownRows.merge(feature, rows, Long::sum);
        }
    }

    private boolean hasMany() {
        return IntStream.concat(
                        known.keySet().stream().mapToInt(Integer::intValue),
                        rare.keySet().stream().mapToInt(Integer::intValue))
                .anyMatch(feature -> known(feature).size() + rare(feature).values() > MAX_CATEGORIES);
    }

    private static void requireFewValues(DuckDb db, EventColumns columns, String counted, boolean many) {
        if (many) {
            db.query(
                    "SELECT feature, count(*) FROM (" + counted + ") GROUP BY feature HAVING count(*) > "
                            + MAX_CATEGORIES + " ORDER BY feature LIMIT 1",
                    row -> {
                        throw new FailureException(
                                DATASET_INVALID,
                                "feature "
                                        + QuotedText.of(columns.features()
                                                .get(row.getInt(1))
                                                .name()) + ": " + row.getLong(2)
                                        + " categories are too many, at most " + MAX_CATEGORIES
                                        + " are supported; is it an id?");
                    });
        }
    }

    /** In the order of their UTF-8 bytes, which is that of their code points. */
    List<String> known(int feature) {
        return known.getOrDefault(feature, List.of());
    }

    private Counts rare(int feature) {
        return rare.getOrDefault(feature, Counts.NONE);
    }

    UnknownCategory unknown(int feature) {
        Counts found = rare(feature);
        long withValue = knownRows.getOrDefault(feature, 0L) + found.rows();
        return new UnknownCategory(trainingRows - withValue, found.values(), found.rows(), 0);
    }
}

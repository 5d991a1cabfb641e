package io.modelfactory.worker.dataset.check;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.LEAKAGE_GUARD_VIOLATION;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.split.SplitPart;
import io.modelfactory.worker.dataset.split.SplitSummary;
import io.modelfactory.worker.dataset.summary.DataSummary;
import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the feature values of all rows look like as a whole: constant and missing features, and rows that repeat. */
public final class FeatureContent {
    private static final int FIRST_ROWS = 2_048;
    /** Of fewer, all are grouped in less time than those that repeat are looked for. */
    private static final long MANY_ROWS = 50_000;

    private final DuckDb db;
    private final EventColumns columns;
    private final SplitSummary split;

    public FeatureContent(DuckDb db, EventColumns columns, SplitSummary split) {
        this.db = db;
        this.columns = columns;
        this.split = split;
    }

    /**
     * @param labelCounts to be stated together with what is found
     * @param maxIdentical greatest fraction of rows that may repeat the features of another; held only where at least
     *     one numeric feature varies, because rows of few categories repeat by nature
     * @throws FailureException {@code DATASET_INVALID} if no feature varies or too many rows repeat,
     *     {@code LEAKAGE_GUARD_VIOLATION} if too many test rows repeat training rows
     */
    public DataSummary requirePlausible(List<LabelCount> labelCounts, double maxIdentical) {
        List<String> constant = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        boolean numbersVary = false;
        List<Integer> values = distinctUpToTwo();
        for (int i = 0; i < values.size(); i++) {
            Feature feature = columns.features().get(i);
            if (values.get(i) == 0) {
                missing.add(feature.name());
            } else if (values.get(i) == 1) {
                constant.add(feature.name());
            } else {
                numbersVary |= feature.type() == FeatureType.NUMERIC;
            }
        }
        if (constant.size() + missing.size() == values.size()) {
            throw new FailureException(
                    DATASET_INVALID,
                    "columns.features: no feature varies, so nothing can be learnt: " + constant.size()
                            + " are constant, " + missing.size() + " are missing in all rows");
        }
        Repetition repetition = repetition();
        if (numbersVary) {
            requireFew(repetition, maxIdentical);
        }
        return new DataSummary(
                labelCounts,
                constant,
                missing,
                repetition.identical(),
                repetition.testLikeTrain(),
                List.of(),
                Optional.empty());
    }

    /**
     * For each feature: 0 without a value, 1 with the same value in all rows, 2 otherwise. Most vary within a few rows,
     * so that all rows are searched for the others only.
     */
    private List<Integer> distinctUpToTwo() {
        List<Integer> found = new ArrayList<>(distinctUpToTwoOfFirst());
        List<Integer> open = IntStream.range(0, found.size())
                .filter(feature -> found.get(feature) < 2)
                .boxed()
                .toList();
        if (!open.isEmpty() && split.events() > FIRST_ROWS) {
            List<Integer> exact = distinctUpToTwo(open);
            for (int i = 0; i < open.size(); i++) {
                found.set(open.get(i), exact.get(i));
            }
        }
        return found;
    }

    /** Looked at here: a statement that counts in each column is planned for longer than these rows are read. */
    private List<Integer> distinctUpToTwoOfFirst() {
        List<FeatureVariety> found = columns.features().stream()
                .map(feature -> new FeatureVariety(feature.type()))
                .toList();
        String values = IntStream.range(0, found.size()).mapToObj(columns::text).collect(joining(", "));
        db.forEachChunk("SELECT " + values + " FROM events LIMIT " + FIRST_ROWS, rows -> {
            for (int i = 0; i < found.size(); i++) {
                found.get(i).add(rows.vector(i), rows.rowCount());
            }
        });
        return found.stream().map(FeatureVariety::distinctUpToTwo).toList();
    }

    private List<Integer> distinctUpToTwo(List<Integer> features) {
        String expressions = features.stream()
                .map(EventColumns::tableColumn)
                .map(column -> "count(%1$s), min(%1$s) = max(%1$s)".formatted(column))
                .collect(joining(", "));
        return db.query("SELECT count(*), " + expressions + " FROM events", row -> {
                    List<Integer> numbers = new ArrayList<>();
                    for (int i = 0; i < features.size(); i++) {
                        long present = row.getLong(2 * i + 2);
                        boolean constant = present == row.getLong(1) && row.getBoolean(2 * i + 3);
                        numbers.add(present == 0 ? 0 : constant ? 1 : 2);
                    }
                    return numbers;
                })
                .get(0);
    }

    private record Repetition(long rows, long identical, long testRows, long testLikeTrain) {}

    private Repetition repetition() {
        List<Long> repeated =
                db.queryLongs("""
                SELECT coalesce(sum(n) - count(*), 0), coalesce(sum(CASE WHEN train > 0 THEN test ELSE 0 END), 0)
                FROM (
                    SELECT count(*) AS n, count_if(part = 0) AS train, count_if(part = 2) AS test
                    FROM (SELECT rowid AS number, %s AS content FROM events%s)
                        JOIN placement ON number = placement.event
                    GROUP BY content)
                """.formatted(hash(), split.events() < MANY_ROWS ? "" : ofRepeatedRows()), 2);
        return new Repetition(
                split.events() - split.leftOut(),
                repeated.get(0),
                split.part(SplitPart.TEST).rows(),
                repeated.get(1));
    }

    /** Few rows have a hash that others have too: only these are joined with their parts, and grouped. */
    private String ofRepeatedRows() {
        String repeatedHashes =
                "content IN (SELECT other FROM (SELECT %s AS other FROM events) GROUP BY other HAVING count(*) > 1)";
        long rows = db.queryLong("SELECT count(*) FROM events");
        return " WHERE "
                + RepeatedHashes.condition(db, values(), rows).orElseGet(() -> repeatedHashes.formatted(hash()));
    }

    private String hash() {
        return "hash(" + values() + ")";
    }

    private String values() {
        return IntStream.range(0, columns.features().size())
                .mapToObj(EventColumns::tableColumn)
                .collect(joining(", "));
    }

    private void requireFew(Repetition found, double maxIdentical) {
        if (found.identical() > maxIdentical * found.rows()) {
            throw new FailureException(
                    DATASET_INVALID,
                    "identical_feature_rows: " + found.identical() + " of " + found.rows() + " rows repeat all feature"
                            + " values of another row under another event id, more than the fraction"
                            + " plausibility.max_identical_rows " + maxIdentical + examples()
                            + "; were rows multiplied by a join?");
        }
        if (found.testLikeTrain() > maxIdentical * found.testRows()) {
            throw new FailureException(
                    LEAKAGE_GUARD_VIOLATION,
                    "identical_rows_across_parts: " + found.testLikeTrain() + " of " + found.testRows()
                            + " test rows have all feature values of a training row under another event id, more than the"
                            + " fraction plausibility.max_identical_rows " + maxIdentical + examples());
        }
    }

    private String examples() {
        return ExampleEventIds.ofQuery(
                db,
                "SELECT unnest(ids) AS event_id FROM (SELECT list(event_id ORDER BY event_id)[1:2] AS ids FROM events"
                        + " GROUP BY " + hash() + " HAVING count(*) > 1 ORDER BY min(event_id) LIMIT 2)");
    }
}

package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.DatasetMaterialization.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What the feature values of all rows look like as a whole: constant and missing features, and rows that repeat. */
final class FeatureContent {
    private final DuckDb db;
    private final EventColumns columns;

    FeatureContent(DuckDb db, EventColumns columns) {
        this.db = db;
        this.columns = columns;
    }

    /**
     * @param constant features with one value in all rows
     * @param missing features without a value in any row
     * @param repeatedRows rows whose feature values all occur in an earlier row under another id, as a fraction of all rows
     */
    record Findings(List<String> constant, List<String> missing, double repeatedRows) {}

    /**
     * @param maxRepeated greatest fraction of rows that may repeat the features of another; held only where at least one
     *     numeric feature is not constant, because rows of few categories repeat by nature
     * @throws FailureException {@code DATASET_INVALID} if no feature varies, or too many rows repeat
     */
    Findings requirePlausible(double maxRepeated) {
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
        return new Findings(constant, missing, repeated(numbersVary, maxRepeated));
    }

    /** For each feature: 0 without a value, 1 with the same value in all rows, 2 otherwise. */
    private List<Integer> distinctUpToTwo() {
        int width = columns.features().size();
        String expressions = IntStream.range(0, width)
                .mapToObj(EventColumns::tableColumn)
                .map(column -> "CASE WHEN count(%1$s) = 0 THEN 0 WHEN count(%1$s) = count(*) AND min(%1$s) = max(%1$s)"
                        .formatted(column) + " THEN 1 ELSE 2 END")
                .collect(joining(", "));
        return db.query("SELECT " + expressions + " FROM events", row -> {
                    List<Integer> numbers = new ArrayList<>();
                    for (int i = 1; i <= width; i++) {
                        numbers.add(row.getInt(i));
                    }
                    return numbers;
                })
                .get(0);
    }

    private double repeated(boolean numbersVary, double maxRepeated) {
        String hash = IntStream.range(0, columns.features().size())
                .mapToObj(EventColumns::tableColumn)
                .collect(joining(", ", "hash(", ")"));
        long rows = db.queryLong("SELECT count(*) FROM events");
        long distinct = db.queryLong("SELECT count(DISTINCT " + hash + ") FROM events");
        double share = (double) (rows - distinct) / rows;
        if (numbersVary && share > maxRepeated) {
            throw new FailureException(
                    DATASET_INVALID,
                    "identical_feature_rows: " + (rows - distinct) + " of " + rows
                            + " rows repeat all feature values of another row under another event id, a fraction above"
                            + " plausibility.max_identical_rows " + maxRepeated + examples(hash)
                            + "; were rows multiplied by a join?");
        }
        return share;
    }

    private String examples(String hash) {
        return ExampleEventIds.ofQuery(
                db,
                "SELECT unnest(ids) AS event_id FROM (SELECT list(event_id ORDER BY event_id) AS ids FROM events GROUP BY "
                        + hash + " HAVING count(*) > 1 ORDER BY min(event_id) LIMIT 2)");
    }
}

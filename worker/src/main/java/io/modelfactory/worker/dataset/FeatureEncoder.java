package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.UnknownCategory;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.CategoryEncoding;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes encodings of the features: the candidate's is learnt from the training rows, the champion's is the one it was
 * trained with, and that of the slices numbers the values of the test rows. The categories of each categorical column
 * become an enum of the database, whose codes are the encoding.
 */
final class FeatureEncoder {
    static final int MAX_CATEGORIES = 10_000;
    static final int MAX_SLICES = 256;
    static final int MAX_SLICE_LENGTH = 256;

    private final DuckDb db;
    private final EventColumns columns;

    FeatureEncoder(DuckDb db, EventColumns columns) {
        this.db = db;
        this.columns = columns;
    }

    /**
     * @param trainingRows rows of the training part
     * @throws FailureException {@code DATASET_INVALID} if a feature has too many categories
     */
    FeatureEncoding fit(CategoryEncoding rules, long trainingRows) {
        long minRows = rules.minCategoryRows(trainingRows);
        List<FeatureEncoding.EncodedColumn> encoded = new ArrayList<>();
        for (int i = 0; i < columns.features().size(); i++) {
            Feature feature = columns.features().get(i);
            encoded.add(feature.type() == FeatureType.NUMERIC ? numeric(i) : fit(i, minRows, trainingRows));
        }
        return new FeatureEncoding(encoded);
    }

    private FeatureEncoding.EncodedColumn fit(int feature, long minRows, long trainingRows) {
        String categories = "categories_" + feature;
        long count = db.update("CREATE TABLE " + categories + " AS " + values(feature, SplitPart.TRAIN));
        if (count > MAX_CATEGORIES) {
            String name = columns.features().get(feature).name();
            throw new FailureException(
                    DATASET_INVALID,
                    "feature " + QuotedText.of(name) + ": " + count + " categories are too many, at most "
                            + MAX_CATEGORIES + " are supported; is it an id?");
        }
        UnknownCategory unknown = db.query(
                        """
                        SELECT coalesce(sum(n), 0), count_if(n < %1$d), coalesce(sum(n) FILTER (WHERE n < %1$d), 0)
                        FROM %2$s
                        """.formatted(minRows, categories),
                        row -> new UnknownCategory(trainingRows - row.getLong(1), row.getLong(2), row.getLong(3), 0))
                .get(0);
        FeatureEncoding.EncodedColumn column = categorical(
                feature, "category_" + feature, sorted("SELECT value FROM " + categories + " WHERE n >= " + minRows));
        db.update("DROP TABLE " + categories);
        return new FeatureEncoding.EncodedColumn(column.feature().withUnknownCategory(unknown), column.expression());
    }

    /** @param foreign each a feature of the dataset, by name and type */
    FeatureEncoding reuse(List<EncodedFeature> foreign) {
        List<FeatureEncoding.EncodedColumn> encoded = new ArrayList<>();
        for (EncodedFeature feature : foreign) {
            int index = columns.indexOf(feature.name());
            encoded.add(
                    feature.type() == FeatureType.NUMERIC
                            ? numeric(index)
                            : categorical(index, "champion_" + index, inListOrder(feature.categories())));
        }
        return new FeatureEncoding(encoded);
    }

    /**
     * @param names of categorical features
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if one has too many values to be judged one by one
     */
    FeatureEncoding encodeSlices(List<String> names) {
        List<FeatureEncoding.EncodedColumn> encoded = new ArrayList<>();
        for (String name : names) {
            int feature = columns.indexOf(name);
            String values = values(feature, SplitPart.TEST);
            requireBoundedSlices(name, values);
            encoded.add(categorical(feature, "slice_" + feature, sorted("SELECT value FROM (" + values + ")")));
        }
        return new FeatureEncoding(encoded);
    }

    private void requireBoundedSlices(String name, String values) {
        long count = db.queryLong("SELECT count(*) FROM (" + values + ")");
        long longest = db.queryLong("SELECT coalesce(max(length(value)), 0) FROM (" + values + ")");
        if (count > MAX_SLICES || longest > MAX_SLICE_LENGTH) {
            throw new FailureException(
                    GOVERNANCE_PROFILE_INVALID,
                    "slices: column " + QuotedText.of(name) + " has " + count + " values of up to " + longest
                            + " characters among the test rows; at most " + MAX_SLICES + " of " + MAX_SLICE_LENGTH
                            + " characters can be judged one by one");
        }
    }

    private static String values(int feature, SplitPart part) {
        return """
                SELECT %1$s AS value, count(*) AS n
                FROM events JOIN placement ON events.rowid = placement.event
                WHERE part = %2$d AND %1$s IS NOT NULL GROUP BY %1$s
                """.formatted(EventColumns.tableColumn(feature), part.number());
    }

    /** Texts are compared by their UTF-8 bytes, which is the order of code points. */
    private static String sorted(String values) {
        return values + " ORDER BY value";
    }

    private static String inListOrder(List<String> categories) {
        String list = "CAST(" + SqlQuoting.literals(categories) + " AS VARCHAR[])";
        return "SELECT value FROM (SELECT unnest(%1$s) AS value, generate_subscripts(%1$s, 1) AS code) ORDER BY code"
                .formatted(list);
    }

    private FeatureEncoding.EncodedColumn numeric(int feature) {
        String name = columns.features().get(feature).name();
        return new FeatureEncoding.EncodedColumn(
                new EncodedFeature(name, FeatureType.NUMERIC, List.of()), nullToNan(EventColumns.tableColumn(feature)));
    }

    /** @param categories a query for one column of texts, in the order of their codes */
    private FeatureEncoding.EncodedColumn categorical(int feature, String type, String categories) {
        db.update("CREATE TYPE " + type + " AS ENUM (" + categories + ")");
        List<String> known = db.query("SELECT unnest(enum_range(CAST(NULL AS " + type + ")))", row -> row.getString(1));
        String name = columns.features().get(feature).name();
        return new FeatureEncoding.EncodedColumn(
                new EncodedFeature(name, FeatureType.CATEGORICAL, known),
                nullToNan("CAST(enum_code(TRY_CAST(%s AS %s)) AS FLOAT)"
                        .formatted(EventColumns.tableColumn(feature), type)));
    }

    private static String nullToNan(String value) {
        return "coalesce(" + value + ", CAST('nan' AS FLOAT))";
    }
}

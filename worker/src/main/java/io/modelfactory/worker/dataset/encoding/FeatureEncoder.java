package io.modelfactory.worker.dataset.encoding;

import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.split.SplitPart;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.CategoryEncoding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes encodings of the features: the candidate's is learnt from the training rows, the champion's is the one it was
 * trained with, and that of the slices numbers the values of the test rows. The categories of each categorical column
 * become an enum of the database, whose codes are the encoding.
 */
final class FeatureEncoder {
    static final int MAX_SLICES = 256;
    static final int MAX_SLICE_LENGTH = 256;

    private static final int MAX_INLINE = 64;

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
        TrainingCategories found =
                TrainingCategories.count(db, columns, rules.minCategoryRows(trainingRows), trainingRows);
        List<FeatureEncoding.EncodedColumn> encoded = new ArrayList<>();
        for (int i = 0; i < columns.features().size(); i++) {
            Feature feature = columns.features().get(i);
            encoded.add(feature.type() == FeatureType.NUMERIC ? numeric(i) : fitted(i, found));
        }
        return new FeatureEncoding(encoded);
    }

    private FeatureEncoding.EncodedColumn fitted(int feature, TrainingCategories found) {
        FeatureEncoding.EncodedColumn column = categorical(feature, "category_" + feature, found.known(feature));
        return new FeatureEncoding.EncodedColumn(
                column.feature().withUnknownCategory(found.unknown(feature)), column.expression());
    }

    /** @param foreign each a feature of the dataset, by name and type */
    FeatureEncoding reuse(List<EncodedFeature> foreign) {
        List<FeatureEncoding.EncodedColumn> encoded = new ArrayList<>();
        for (EncodedFeature feature : foreign) {
            int index = columns.indexOf(feature.name());
            encoded.add(
                    feature.type() == FeatureType.NUMERIC
                            ? numeric(index)
                            : categorical(index, "champion_" + index, feature.categories()));
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
            String values = testValues(feature);
            requireBoundedSlices(name, values);
            encoded.add(categorical(feature, "slice_" + feature, db.query(values, row -> row.getString(1))));
        }
        return new FeatureEncoding(encoded);
    }

    private void requireBoundedSlices(String name, String values) {
        record Size(long count, long longest) {}
        Size size = db.query(
                        "SELECT count(*), coalesce(max(length(value)), 0) FROM (" + values + ")",
                        row -> new Size(row.getLong(1), row.getLong(2)))
                .get(0);
        if (size.count() > MAX_SLICES || size.longest() > MAX_SLICE_LENGTH) {
            throw new FailureException(
                    GOVERNANCE_PROFILE_INVALID,
                    "slices: column " + QuotedText.of(name) + " has " + size.count() + " values of up to "
                            + size.longest()
                            + " characters among the test rows; at most " + MAX_SLICES + " of " + MAX_SLICE_LENGTH
                            + " characters can be judged one by one");
        }
    }

    /** Texts are compared by their UTF-8 bytes, which is the order of code points. */
    private String testValues(int feature) {
        return """
                SELECT DISTINCT %1$s AS value
                FROM events JOIN placement ON events.rowid = placement.event
                WHERE part = %2$d AND %1$s IS NOT NULL ORDER BY value
                """.formatted(columns.text(feature), SplitPart.TEST.number());
    }

    private static String inListOrder(List<String> categories) {
        String list = "CAST(" + SqlQuoting.literals(categories) + " AS VARCHAR[])";
        return "SELECT value FROM (SELECT unnest(%1$s) AS value, generate_subscripts(%1$s, 1) AS code) ORDER BY code"
                .formatted(list);
    }

    private FeatureEncoding.EncodedColumn numeric(int feature) {
        String name = columns.features().get(feature).name();
        return new FeatureEncoding.EncodedColumn(
                new EncodedFeature(name, FeatureType.NUMERIC, List.of()), EventColumns.tableColumn(feature));
    }

    /**
     * @param name of a type of the database, if one has to be made
     * @param known categories in the order of their codes
     */
    private FeatureEncoding.EncodedColumn categorical(int feature, String name, List<String> known) {
        String column = EventColumns.tableColumn(feature);
        return new FeatureEncoding.EncodedColumn(
                new EncodedFeature(columns.features().get(feature).name(), FeatureType.CATEGORICAL, known),
                columns.codedTexts(column)
                        .map(texts -> codeOfCode(column, texts, known))
                        .orElseGet(() ->
                                "CAST(enum_code(TRY_CAST(%s AS %s)) AS FLOAT)".formatted(column, enumOf(known, name))));
    }

    /** @param texts by the codes that the table has */
    private static String codeOfCode(String column, List<String> texts, List<String> known) {
        if (texts.equals(known)) {
            return "CAST(enum_code(" + column + ") AS FLOAT)";
        }
        Map<String, Integer> codes = new HashMap<>();
        known.forEach(text -> codes.put(text, codes.size()));
        return texts.stream()
                .map(text -> codes.containsKey(text) ? "" + codes.get(text) : "NULL")
                .collect(joining(", ", "CAST([", "] AS FLOAT[])[enum_code(" + column + ") + 1]"));
    }

    /** A few are written where they are used: making a type takes longer. */
    private String enumOf(List<String> known, String name) {
        boolean plain = known.stream().noneMatch(text -> text.indexOf('\0') >= 0);
        if (!known.isEmpty() && known.size() <= MAX_INLINE && plain) {
            return known.stream().map(SqlQuoting::literal).collect(joining(", ", "ENUM(", ")"));
        }
        db.update("CREATE TYPE " + name + " AS ENUM (" + inListOrder(known) + ")");
        return name;
    }
}

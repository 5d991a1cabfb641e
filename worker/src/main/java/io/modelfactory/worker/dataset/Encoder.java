package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.DatasetMaterialization.FeatureType;
import java.util.ArrayList;
import java.util.List;

/**
 * Learns the encoding of categorical features from the training rows. The categories of feature {@code i} become the
 * database's enum {@code category_i}, whose codes are the encoding.
 */
final class Encoder {
    static final int MOST_CATEGORIES = 10_000;

    private final DuckDb db;

    Encoder(DuckDb db) {
        this.db = db;
    }

    List<EncodedFeature> learn(List<Feature> features) {
        List<EncodedFeature> encoded = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            Feature feature = features.get(i);
            List<String> categories = feature.type() == FeatureType.CATEGORICAL ? learn(i, feature.name()) : List.of();
            encoded.add(new EncodedFeature(feature.name(), feature.type(), categories));
        }
        return encoded;
    }

    private List<String> learn(int feature, String name) {
        // Texts are compared by their UTF-8 bytes, which is the order of code points.
        String categories = """
                SELECT DISTINCT %1$s
                FROM events JOIN placement ON events.rowid = placement.event
                WHERE part = %2$d AND %1$s IS NOT NULL
                """.formatted(EventColumns.target(feature), Part.TRAIN.number());
        long count = db.number("SELECT count(*) FROM (" + categories + ")");
        if (count > MOST_CATEGORIES) {
            throw new FailureException(
                    DATASET_INVALID,
                    "feature " + Quoted.of(name) + ": " + count + " categories are too many, at most " + MOST_CATEGORIES
                            + " can be told apart; is it an id?");
        }
        db.update("CREATE TYPE %s AS ENUM (%s ORDER BY %s)"
                .formatted(type(feature), categories, EventColumns.target(feature)));
        return db.query(
                "SELECT unnest(enum_range(CAST(NULL AS %s)))".formatted(type(feature)), row -> row.getString(1));
    }

    /** An expression for the feature's value as a float, NaN where it is missing. */
    static String encoded(int feature, FeatureType type) {
        String column = EventColumns.target(feature);
        String value = switch (type) {
            case NUMERIC -> column;
            case CATEGORICAL -> "CAST(enum_code(TRY_CAST(%s AS %s)) AS FLOAT)".formatted(column, type(feature));
        };
        return "coalesce(" + value + ", CAST('nan' AS FLOAT))";
    }

    private static String type(int feature) {
        return "category_" + feature;
    }
}

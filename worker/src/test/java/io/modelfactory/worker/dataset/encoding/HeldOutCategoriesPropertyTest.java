package io.modelfactory.worker.dataset.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.PropertyFolder;
import io.modelfactory.worker.dataset.split.HoldoutViews;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.UnknownCategory;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.CategoryEncoding;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** For all categories and shares: training sees enough rows without a category, and no one else sees any of them. */
class HeldOutCategoriesPropertyTest {

    /** The sample alone: who is held out, and what stays as it is. */
    @Property(tries = 300)
    void enoughRowsAreHeldOutAndEveryCategoryKeepsOne(
            @ForAll @IntRange(min = 1, max = 400) int rows,
            @ForAll @IntRange(min = 2, max = 40) int categories,
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double share,
            @ForAll @IntRange(max = 60) int percentMissing,
            @ForAll long seed) {
        float[] before = codes(rows, categories, percentMissing, new Random(seed));
        FeatureMatrix training = new FeatureMatrix(before.clone(), rows, 1);
        long missing = missing(training.values());
        CategoryEncoding rules = new CategoryEncoding(Optional.empty(), Optional.of(share));

        EncodedFeature held = new HeldOutCategories(training, rules)
                .holdOut(List.of(feature(categories, new UnknownCategory(missing, 0, 0, 0))))
                .get(0);

        long heldOut = held.unknownCategory().orElseThrow().heldOutRows();
        assertThat(missing(training.values())).isEqualTo(missing + heldOut);
        for (int row = 0; row < rows; row++) {
            assertThat(Float.isNaN(training.value(row, 0)) || training.value(row, 0) == before[row])
                    .isTrue();
        }
        assertThat(distinct(training.values())).isEqualTo(distinct(before));
        long wanted = rules.minUnknownRows(rows) - missing;
        // Of the rows that are drawn, those stay that have no category, and one of a category that is drawn as a whole.
        assertThat(heldOut)
                .isBetween(Math.max(0, wanted - missing - distinct(before).size()), Math.max(0, wanted));
    }

    /** Rows of a data set, read for the candidate, and by the next data set's run as its champion's. */
    @Property(tries = 12)
    void candidateAndChampionReadUnknownCategoriesAlike(
            @ForAll @IntRange(min = 2, max = 12) int categories,
            @ForAll @IntRange(min = 1, max = 5) int percentUnknown,
            @ForAll @IntRange(max = 1000) int seed)
            throws IOException {
        try (PropertyFolder folder = PropertyFolder.create()) {
            DatasetFixture fixture = new DatasetFixture(folder.path())
                    .split(SplitStrategy.TIME_BASED)
                    .columns(DatasetFixture.columns(
                            new Feature("amount", FeatureType.NUMERIC), new Feature("shop", FeatureType.CATEGORICAL)));
            // Of other numbers than the label is, or the category could give it away.
            String known = "'c' || hash(i + %d) %% %d".formatted(seed + 10_000, categories);
            PreparedDataset trained = fixture.prepare(fixture.file("known.parquet", query(known)));
            DataFile later = fixture.file(
                    "later.parquet",
                    query("CASE WHEN hash(i + 3) %% 100 < %d THEN 'new' || i ELSE %s END"
                            .formatted(percentUnknown, known)));

            PreparedDataset next =
                    fixture.prepare(new HoldoutViews(trained.features(), Optional.empty(), List.of()), later);

            // The candidate does not list what is rarer than its share, the champion what it has not seen.
            FeatureMatrix candidate = next.test().features();
            FeatureMatrix champion = next.championTest().orElseThrow();
            List<String> listed = next.features().get(1).categories();
            List<String> learnt = trained.features().get(1).categories();
            for (int row = 0; row < candidate.rows(); row++) {
                Optional<String> read = text(listed, candidate.value(row, 1)).filter(text -> !text.startsWith("new"));
                assertThat(read).isEqualTo(text(learnt, champion.value(row, 1)));
            }
            assertThat(missing(next.train(), 1)).isEqualTo(unknown(next).rows());
            assertThat(unknown(next).rows())
                    .isGreaterThanOrEqualTo(rules().minUnknownRows(next.train().rows()) - categories);
        }
    }

    private static CategoryEncoding rules() {
        return CategoryEncoding.DEFAULT;
    }

    private static String query(String category) {
        return """
                SELECT printf('e-%%05d', i) AS event_id, TIMESTAMP '2026-01-01' + to_minutes(i) AS event_time,
                    CAST(hash(i) %% 5 = 0 AS INTEGER) AS label, event_time AS label_observed_time,
                    CAST(hash(i + 7) %% 1000000 AS INTEGER) AS amount, %s AS shop
                FROM range(1500) AS numbers(i)
                """.formatted(category);
    }

    private static EncodedFeature feature(int categories, UnknownCategory unknown) {
        return new EncodedFeature(
                "shop",
                FeatureType.CATEGORICAL,
                IntStream.range(0, categories).mapToObj(code -> "c" + code).toList(),
                Optional.of(unknown));
    }

    private static float[] codes(int rows, int categories, int percentMissing, Random random) {
        float[] codes = new float[rows];
        for (int row = 0; row < rows; row++) {
            codes[row] = random.nextInt(100) < percentMissing ? Float.NaN : random.nextInt(categories);
        }
        return codes;
    }

    private static Optional<String> text(List<String> categories, float code) {
        return Float.isNaN(code) ? Optional.empty() : Optional.of(categories.get((int) code));
    }

    private static UnknownCategory unknown(PreparedDataset prepared) {
        return prepared.features().get(1).unknownCategory().orElseThrow();
    }

    private static long missing(float[] codes) {
        return IntStream.range(0, codes.length)
                .filter(row -> Float.isNaN(codes[row]))
                .count();
    }

    private static long missing(LabelledMatrix part, int column) {
        return IntStream.range(0, part.rows())
                .filter(row -> Float.isNaN(part.features().value(row, column)))
                .count();
    }

    private static List<Float> distinct(float[] codes) {
        List<Float> values = new ArrayList<>();
        for (float code : codes) {
            if (!Float.isNaN(code)) {
                values.add(code);
            }
        }
        return values.stream().distinct().sorted().toList();
    }
}

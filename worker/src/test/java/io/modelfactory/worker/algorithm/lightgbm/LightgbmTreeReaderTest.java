package io.modelfactory.worker.algorithm.lightgbm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.modelfactory.worker.algorithm.CardPayments;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.model.SplitCoverage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read from a stored model, against the library itself. */
class LightgbmTreeReaderTest {
    private static final LightgbmProvider PROVIDER = new LightgbmProvider();

    /** {@code C_API_PREDICT_CONTRIB}. */
    private static final int PREDICT_CONTRIBUTIONS = 3;

    private final LabelledMatrix train = CardPayments.of(6_000, 1, -2);
    private final byte[] model = train();
    private final ModelStructure structure = PROVIDER.structure(model).orElseThrow();

    private byte[] train() {
        Map<String, JsonNode> parameters = Map.of("rounds", IntNode.valueOf(40));
        return PROVIDER.trainer(2)
                .train(train, CardPayments.of(500, 2, -2), CardPayments.FEATURES, parameters, 7)
                .content();
    }

    /** Also of rows at the thresholds and with missing values, where a reader that is wrong goes astray. */
    @Test
    void scoresAreThoseOfTheLibrarysMargins() {
        assertThat(new String(model, StandardCharsets.UTF_8))
                .as("sets of categories")
                .contains("cat_threshold=");
        requireLibrarysScores(CardPayments.of(2_000, 3, -2).features());
        requireLibrarysScores(structure.boundaryRows(categories(), 300, 5));
    }

    private void requireLibrarysScores(FeatureMatrix rows) {
        float[] scores;
        try (ModelScorer library = PROVIDER.load(model)) {
            scores = library.score(rows);
        }
        double[] margins = structure.margins(rows);
        for (int row = 0; row < scores.length; row++) {
            assertThat((float) (1 / (1 + StrictMath.exp(-margins[row])))).isEqualTo(scores[row]);
        }
    }

    @Test
    void contributionsAddUpToTheMargin() {
        FeatureMatrix rows = CardPayments.of(300, 3, -2).features();
        double[] margins = structure.margins(rows);
        double[][] contributions = structure.contributions(rows);

        for (int row = 0; row < margins.length; row++) {
            double sum = structure.expectedMargin();
            for (double contribution : contributions[row]) {
                sum += contribution;
            }
            assertThat(sum).isCloseTo(margins[row], within(1e-9));
        }
    }

    /** The library's own TreeSHAP adds up in another order. Largest difference measured: 1.4e-15 of the log-odds. */
    @Test
    void contributionsAreTheLibrarysOwn() {
        FeatureMatrix rows = CardPayments.of(300, 3, -2).features();
        double[][] own = structure.contributions(rows);
        double[] librarys = contributionsOfTheLibrary(rows);

        int width = rows.columns() + 1;
        double largest = 0;
        for (int row = 0; row < rows.rows(); row++) {
            for (int column = 0; column < rows.columns(); column++) {
                largest = Math.max(largest, Math.abs(own[row][column] - librarys[row * width + column]));
            }
            largest = Math.max(largest, Math.abs(structure.expectedMargin() - librarys[(row + 1) * width - 1]));
        }
        assertThat(largest).isLessThan(1e-12);
    }

    /** One number for each feature of each row, and behind them the expected margin. */
    private double[] contributionsOfTheLibrary(FeatureMatrix rows) {
        LightgbmLibrary library = LightgbmLibrary.get();
        int contributions = rows.rows() * (rows.columns() + 1);
        PointerByReference loaded = new PointerByReference();
        LightgbmLibrary.check(library.LGBM_BoosterLoadModelFromString(
                new String(model, StandardCharsets.UTF_8), new IntByReference(), loaded));
        try (Memory values = new Memory((long) rows.rows() * rows.columns() * Float.BYTES);
                Memory out = new Memory((long) contributions * Double.BYTES)) {
            values.write(0, rows.values(), 0, rows.rows() * rows.columns());
            LightgbmLibrary.check(library.LGBM_BoosterPredictForMat(
                    loaded.getValue(),
                    values,
                    LightgbmLibrary.FLOAT,
                    rows.rows(),
                    rows.columns(),
                    1,
                    PREDICT_CONTRIBUTIONS,
                    0,
                    -1,
                    "verbosity=-1",
                    new LongByReference(),
                    out));
            return out.getDoubleArray(0, contributions);
        } finally {
            library.LGBM_BoosterFree(loaded.getValue());
        }
    }

    @Test
    void rowsAreConstructedThatGoBothWaysAtNearlyAllSplits() {
        SplitCoverage coverage = structure.coverage(structure.boundaryRows(categories(), 2_000, 5), categories());

        assertThat((double) coverage.bothSides() / coverage.splits()).isGreaterThanOrEqualTo(0.99);
        assertThat(structure.size().trees()).isEqualTo(40);
    }

    @Test
    void otherTextIsNoModel() {
        assertThatThrownBy(() -> PROVIDER.structure(new byte[] {65, 66}))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("the stored model cannot be opened");
    }

    private static int[] categories() {
        return CardPayments.FEATURES.stream()
                .mapToInt(feature -> feature.categories().size())
                .toArray();
    }
}

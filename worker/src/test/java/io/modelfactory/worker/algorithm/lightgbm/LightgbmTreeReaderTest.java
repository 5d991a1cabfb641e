package io.modelfactory.worker.algorithm.lightgbm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
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

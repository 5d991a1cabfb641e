package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.modelfactory.worker.LargestDifference;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.progress.ProgressListener;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read from a stored model, against the library itself. */
class XgboostTreeReaderTest {
    private static final int ROWS = 1_200;
    private static final int SEED = 3;

    /** Rows with missing values and, for the models that split on them, with values at thresholds. */
    private static final FeatureMatrix TEST = SyntheticRows.of(ROWS, SEED).features();

    @TempDir
    static Path folder = Path.of("");

    static Stream<Named<byte[]>> models() throws Exception {
        return Stream.of(
                Named.of("shallow", trained(40, 4)),
                Named.of("deep", trained(8, 14)),
                Named.of("categories", LibraryAnswers.modelWithCategories(folder)),
                Named.of("pinned bins, categories and a direction", pinned()));
    }

    private static byte[] trained(int rounds, int depth) {
        Map<String, JsonNode> parameters = Map.of(
                "rounds", IntNode.valueOf(rounds),
                "max_depth", IntNode.valueOf(depth),
                "learning_rate", DoubleNode.valueOf(0.3));
        return new XgboostTrainer(2)
                .train(SyntheticRows.of(5_000, 1), SyntheticRows.none(), SyntheticRows.FEATURES, parameters, 7)
                .content();
    }

    private static byte[] pinned() {
        Map<String, JsonNode> parameters = Map.of(
                "rounds", IntNode.valueOf(30),
                "max_depth", IntNode.valueOf(5),
                "max_cat_to_onehot", IntNode.valueOf(1),
                "monotone_constraints", JsonNodeFactory.instance.objectNode().put("amount", 1));
        return new PinnedTrainer(MatrixFactory.inMemory(2), ProgressListener.none())
                .train(SyntheticRows.of(5_000, 1), SyntheticRows.none(), SyntheticRows.FEATURES, parameters, 7)
                .content();
    }

    /** A direction that training kept is proven; without the constraint the same trees break it somewhere. */
    @Test
    void theDirectionThatTrainingKeptIsProven() throws Exception {
        ModelStructure constrained = XgboostScorer.structure(pinned());
        ModelStructure free = XgboostScorer.structure(trained(40, 4));

        assertThat(constrained.isMonotone(0, 1)).isTrue();
        assertThat(constrained.isMonotone(0, -1)).isFalse();
        assertThat(constrained.isMonotone(1, 1)).isFalse();
        assertThat(free.isMonotone(0, 1)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("models")
    void marginsAreTheLibrarysBitByBit(byte[] model) throws Exception {
        float[][] library = answers(model).margins();

        double[] margins = XgboostScorer.structure(model).margins(TEST);

        for (int row = 0; row < ROWS; row++) {
            assertThat(margins[row]).isEqualTo(library[row][0]);
        }
    }

    /** The library's are floats, computed by another form of the same algorithm. */
    @ParameterizedTest
    @MethodSource("models")
    void contributionsAreTheLibrarys(byte[] model, TestReporter report) throws Exception {
        LargestDifference difference = new LargestDifference();
        float[][] library = answers(model).contributions();
        ModelStructure structure = XgboostScorer.structure(model);

        double[][] contributions = structure.contributions(TEST);

        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < TEST.columns(); column++) {
                difference.assertClose(contributions[row][column], library[row][column], 2e-5);
            }
            difference.assertClose(structure.expectedMargin(), library[row][TEST.columns()], 2e-5);
        }
        difference.publish(report, "contributions, from XGBoost's pred_contribs in 32 bits");
    }

    @ParameterizedTest
    @MethodSource("models")
    void contributionsAddUpToTheMargin(byte[] model) throws Exception {
        ModelStructure structure = XgboostScorer.structure(model);
        double[] margins = structure.margins(TEST);
        double[][] contributions = structure.contributions(TEST);

        for (int row = 0; row < ROWS; row++) {
            double sum = structure.expectedMargin();
            for (double contribution : contributions[row]) {
                sum += contribution;
            }
            assertThat(sum).isCloseTo(margins[row], within(1e-5));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void contributionsHaveTheSameBitsOnAnyNumberOfThreadsAndBesideAnyRows(byte[] model) throws Exception {
        ModelStructure structure = XgboostScorer.structure(model);
        double[][] alone = structure.contributions(row(17));

        ForkJoinPool three = new ForkJoinPool(3);
        try {
            double[][] together =
                    three.submit(() -> structure.contributions(TEST)).get();
            assertThat(together[17]).containsExactly(alone[0]);
        } finally {
            three.shutdown();
        }
        ForkJoinPool one = new ForkJoinPool(1);
        try {
            assertThat(one.submit(() -> structure.contributions(TEST)).get()[17])
                    .containsExactly(alone[0]);
        } finally {
            one.shutdown();
        }
    }

    @Test
    void theSizeIsThatOfTheTrees() throws Exception {
        ModelStructure structure = XgboostScorer.structure(trained(40, 4));

        assertThat(structure.size().trees()).isEqualTo(40);
        assertThat(structure.size().maxDepth()).isEqualTo(4);
        assertThat(structure.size().maxNodesVisited()).isBetween(150L, 200L);
    }

    @Test
    void otherBytesAreNoModel() {
        assertThatThrownBy(() -> new XgboostProvider().structure(new byte[] {1, 2, 3}))
                .isInstanceOf(FailureException.class);
    }

    private static FeatureMatrix row(int row) {
        float[] values = new float[TEST.columns()];
        System.arraycopy(TEST.values(), row * values.length, values, 0, values.length);
        return new FeatureMatrix(values, 1, values.length);
    }

    private static LibraryAnswers.Answers answers(byte[] model) throws Exception {
        return LibraryAnswers.of(model, ROWS, SEED, folder);
    }
}

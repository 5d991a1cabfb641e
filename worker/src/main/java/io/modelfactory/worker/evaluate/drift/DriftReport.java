package io.modelfactory.worker.evaluate.drift;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.ModelScorer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far the test rows differ from the training rows. It is reported and never gated: a model may hold on other rows,
 * and may fail on the same. Large parts are looked at through rows at even distances, so that the cost is bounded and
 * nothing is drawn by chance.
 */
public final class DriftReport {
    static final String RECIPE = "mf.drift.v1";
    static final int SAMPLE_ROWS = 50_000;
    static final int CLASSIFIED_ROWS = 10_000;
    private static final int STABILITY_BINS = 10;
    private static final int CLASSIFIER_BINS = 32;
    private static final int FOLDS = 2;

    private final PreparedDataset dataset;

    public DriftReport(PreparedDataset dataset) {
        this.dataset = dataset;
    }

    /** Scores of the training rows that are looked at. */
    public float[] trainingScores(ModelScorer candidate) {
        FeatureMatrix rows = dataset.train().features();
        return candidate.score(rows.select(places(rows.rows(), SAMPLE_ROWS)));
    }

    /** Positions at even distances, ascending; all of them if there are no more than wanted. */
    static int[] places(int rows, int wanted) {
        int count = Math.min(rows, wanted);
        return IntStream.range(0, count)
                .map(i -> (int) ((long) i * rows / count))
                .toArray();
    }

    /**
     * The {@code drift} of an EvalReport's metrics.
     *
     * @param trainingScores as {@link #trainingScores} gives them
     * @param testScores of all test rows
     */
    public ObjectNode toJson(float[] trainingScores, float[] testScores) {
        FeatureMatrix train = dataset.train().features();
        FeatureMatrix test = dataset.test().features();
        int[] trainPlaces = places(train.rows(), SAMPLE_ROWS);
        int[] testPlaces = places(test.rows(), SAMPLE_ROWS);
        ObjectNode json = Json.object()
                .put("recipe", RECIPE)
                .put("training_rows", trainPlaces.length)
                .put("test_rows", testPlaces.length);
        ObjectNode psi = json.putObject("stability_index");
        psi.put(
                "scores",
                FeatureBins.ofNumbers(trainingScores, STABILITY_BINS)
                        .stabilityIndex(trainingScores, of(testScores, testPlaces)));
        ObjectNode features = psi.putObject("features");
        FeatureMatrix someTrain = train.select(trainPlaces);
        FeatureMatrix someTest = test.select(testPlaces);
        for (int column = 0; column < train.columns(); column++) {
            float[] expected = column(someTrain, column);
            features.put(
                    dataset.features().get(column).name(),
                    bins(column, expected, STABILITY_BINS).stabilityIndex(expected, column(someTest, column)));
        }
        json.set("adversarial", adversarial(train, test));
        return json;
    }

    private FeatureBins bins(int column, float[] training, int most) {
        EncodedFeature feature = dataset.features().get(column);
        if (feature.type() == FeatureType.NUMERIC) {
            return FeatureBins.ofNumbers(training, most);
        }
        FeatureBins bins = FeatureBins.ofCategories(training, most);
        boolean withheld = feature.unknownCategory()
                .filter(unknown -> unknown.heldOutRows() > 0)
                .isPresent();
        return withheld ? bins.withoutMissing() : bins;
    }

    /**
     * How well test rows can be told from training rows: the mean AUC of two halves, each scored by the other's trees.
     */
    private ObjectNode adversarial(FeatureMatrix train, FeatureMatrix test) {
        FeatureMatrix someTrain = train.select(places(train.rows(), CLASSIFIED_ROWS));
        FeatureMatrix someTest = test.select(places(test.rows(), CLASSIFIED_ROWS));
        byte[][] columns = new byte[train.columns()][];
        int[] counts = new int[columns.length];
        for (int column = 0; column < columns.length; column++) {
            float[] expected = column(someTrain, column);
            FeatureBins bins = bins(column, expected, CLASSIFIER_BINS);
            counts[column] = bins.count();
            columns[column] = joined(bins.of(expected), bins.of(column(someTest, column)));
        }
        double auc = meanAuc(columns, counts, someTrain.rows());
        return Json.object()
                .put("auc", auc)
                .put("training_rows", someTrain.rows())
                .put("test_rows", someTest.rows())
                .put("trees", TwoSampleClassifier.TREES)
                .put("depth", TwoSampleClassifier.DEPTH)
                .put("folds", FOLDS);
    }

    /** @param trainingRows rows that come first, and are training rows */
    static double meanAuc(byte[][] columns, int[] binCounts, int trainingRows) {
        // Each half is learnt by itself, so which thread does it changes no bit.
        double[] aucs = IntStream.range(0, FOLDS)
                .parallel()
                .mapToDouble(fold -> auc(columns, binCounts, trainingRows, fold))
                .toArray();
        double sum = 0;
        for (double auc : aucs) {
            sum += auc;
        }
        return sum / FOLDS;
    }

    /** Of the rows of a fold, by what is learnt from the others. */
    private static double auc(byte[][] columns, int[] binCounts, int trainingRows, int fold) {
        int rows = columns[0].length;
        int[] fitted =
                IntStream.range(0, rows).filter(row -> row % FOLDS != fold).toArray();
        int[] heldOut =
                IntStream.range(0, rows).filter(row -> row % FOLDS == fold).toArray();
        boolean[] fromTest = new boolean[fitted.length];
        for (int i = 0; i < fitted.length; i++) {
            fromTest[i] = fitted[i] >= trainingRows;
        }
        float[] labels = new float[heldOut.length];
        for (int i = 0; i < heldOut.length; i++) {
            labels[i] = heldOut[i] >= trainingRows ? 1 : 0;
        }
        TwoSampleClassifier classifier = TwoSampleClassifier.fit(byRow(columns, fitted), binCounts, fromTest);
        return Metric.AUC_ROC
                .value(MetricTotals.of(labels, classifier.scores(byRow(columns, heldOut))))
                .orElse(Double.NaN);
    }

    /** The bins of some rows, one row after the other. */
    private static byte[] byRow(byte[][] columns, int[] rows) {
        byte[] bins = new byte[rows.length * columns.length];
        for (int column = 0; column < columns.length; column++) {
            for (int i = 0; i < rows.length; i++) {
                bins[i * columns.length + column] = columns[column][rows[i]];
            }
        }
        return bins;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static float[] column(FeatureMatrix rows, int column) {
        float[] values = new float[rows.rows()];
        for (int row = 0; row < values.length; row++) {
            values[row] = rows.value(row, column);
        }
        return values;
    }

    private static float[] of(float[] values, int[] places) {
        float[] some = new float[places.length];
        for (int i = 0; i < places.length; i++) {
            some[i] = values[places[i]];
        }
        return some;
    }
}

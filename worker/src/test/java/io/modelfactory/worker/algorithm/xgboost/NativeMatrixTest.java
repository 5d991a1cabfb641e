package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.modelfactory.worker.algorithm.FixedPointLogisticLoss;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.RowPieces;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;

/** However rows are held, the model that grows scores them as the stored model will. */
class NativeMatrixTest {
    private static final Map<String, Object> SETTINGS =
            Map.of("objective", "binary:logistic", "tree_method", "hist", "max_bin", 64, "base_score", 0.5);

    private static final int ROUNDS = 5;

    @Test
    void rowsThatAreHandedOverInPiecesAllArriveInTheirPlaces() throws XGBoostError {
        int columns = 120;
        FeatureMatrix values = random(20_000, columns, 1, 1);

        try (NativeMatrix rows = NativeMatrix.ofQuantiles(values, 64, 2);
                NativeBooster booster = NativeBooster.create(SETTINGS, rows)) {
            learn(booster, rows, values);

            assertScoredLike(values, booster, rows);
        }
    }

    @Test
    void rowsBeyondThoseThatWereLearntFromAreScoredByTheirValues() throws XGBoostError {
        FeatureMatrix values = random(2_000, 4, 1, 1);
        FeatureMatrix wider = random(1_000, 4, 2, 3);

        try (NativeMatrix rows = NativeMatrix.ofQuantiles(values, 64, 1);
                NativeMatrix others = NativeMatrix.ofValues(wider, 1);
                NativeBooster booster = NativeBooster.create(SETTINGS, rows, others)) {
            learn(booster, rows, values);

            assertScoredLike(wider, booster, others);
        }
    }

    /** When the end of the rows cannot be read, the library has made a matrix of 8 MB, which no one asked for. */
    @Test
    void rowsWhoseEndFailsLeaveNoNativeMemoryBehind() throws XGBoostError {
        float[] cells = new float[40_000 * 100];
        for (int cell = 0; cell < cells.length; cell++) {
            // Few different numbers are soon sorted into bins.
            cells[cell] = cell * 7 % 5;
        }
        RowPieces whole = new LabelledMatrix(new FeatureMatrix(cells, 40_000, 100), new float[40_000]).pieces(20_000);
        AtomicInteger asked = new AtomicInteger();
        NativeMatrix.ofPieces(failingAfter(Integer.MAX_VALUE, asked, whole), BinnedColumns.ofNumbers(64), 1)
                .close();
        int last = asked.get();
        long before = NativeHeap.bytesInUse();

        for (int failure = 0; failure < 10; failure++) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> NativeMatrix.ofPieces(
                            failingAfter(last, new AtomicInteger(), whole), BinnedColumns.ofNumbers(64), 1))
                    .withMessage("the rows are gone");
        }

        assertThat(NativeHeap.bytesInUse() - before).isLessThan(30L << 20);
    }

    /** @param asked how often a piece was asked for, in all passes together */
    private static RowPieces failingAfter(int times, AtomicInteger asked, RowPieces rows) {
        return new RowPieces() {
            @Override
            public int rows() {
                return rows.rows();
            }

            @Override
            public int columns() {
                return rows.columns();
            }

            @Override
            public Cursor open() {
                Cursor cursor = rows.open();
                return () -> {
                    if (asked.incrementAndGet() == times) {
                        throw new IllegalStateException("the rows are gone");
                    }
                    return cursor.next();
                };
            }
        };
    }

    /** The first two columns decide; a row in which one of them is missing is negative. */
    private static void learn(NativeBooster booster, NativeMatrix rows, FeatureMatrix values) throws XGBoostError {
        float[] labels = new float[values.rows()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = values.value(row, 0) + values.value(row, 1) > 0 ? 1 : 0;
        }
        try (BoostingSession boosting = new BoostingSession(booster, rows, new FixedPointLogisticLoss(labels, 1))) {
            for (int round = 0; round < ROUNDS; round++) {
                boosting.addTree(round);
            }
        }
    }

    private static void assertScoredLike(FeatureMatrix values, NativeBooster booster, NativeMatrix rows)
            throws XGBoostError {
        FloatBuffer margins = booster.margins(rows);
        try (XgboostScorer scorer = XgboostScorer.load(booster.save(NativeBooster.UBJSON))) {
            float[] scores = scorer.score(values);
            float lowest = 1;
            float highest = 0;
            for (int row = 0; row < scores.length; row++) {
                assertThat((float) (1 / (1 + Math.exp(-margins.get(row))))).isCloseTo(scores[row], within(1e-6f));
                lowest = Math.min(lowest, scores[row]);
                highest = Math.max(highest, scores[row]);
            }
            // Or the rows could change places unnoticed.
            assertThat(highest - lowest).isGreaterThan(0.3f);
        }
    }

    /** Some values are missing. */
    private static FeatureMatrix random(int rows, int columns, long seed, double spread) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(20) == 0 ? Float.NaN : (float) random.nextDouble(-spread, spread);
        }
        return new FeatureMatrix(values, rows, columns);
    }
}

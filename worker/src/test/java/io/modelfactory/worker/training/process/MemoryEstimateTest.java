package io.modelfactory.worker.training.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingMemory;
import org.junit.jupiter.api.Test;

/** The estimate against what was measured, and how it grows. */
class MemoryEstimateTest {
    private static final long MB = 1 << 20;
    private static final long DATABASE = 1_000 * MB;

    @Test
    void theEstimateIsALittleMoreThanWhatWasMeasured() {
        assertThat(estimate(300_000) / MB).isBetween(389L, 389 * 5 / 4L);
        assertThat(estimate(900_000) / MB).isBetween(603L, 603 * 5 / 4L);
    }

    @Test
    void itGrowsWithTheRows() {
        assertThat(estimate(20_000_000) - estimate(10_000_000))
                .isCloseTo(estimate(30_000_000) - estimate(20_000_000), offset(MB));
        assertThat(estimate(100_000_000)).isGreaterThan(50_000 * MB);
    }

    @Test
    void databaseMemoryCountsWhereItExceedsTheMatrix() {
        long few = estimate(1_000_000, 1, DATABASE);
        long bounded = estimate(1_000_000, 1, 10 * MB);

        assertThat(few - bounded).isGreaterThan(40 * MB);
    }

    private static long estimate(long rows) {
        return estimate(rows, 30, DATABASE);
    }

    private static long estimate(long rows, int features, long database) {
        TrainingMemory training =
                TrainerRegistry.discover().provider("xgboost_hist").estimateMemory(rows, features);
        return MemoryEstimate.of(BuildSpecFixture.of(rows, features), database, training)
                .totalBytes();
    }
}

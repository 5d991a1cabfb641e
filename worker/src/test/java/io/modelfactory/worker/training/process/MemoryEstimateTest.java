package io.modelfactory.worker.training.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingMemory;
import io.modelfactory.worker.algorithm.TrainingRows;
import io.modelfactory.worker.training.BuildSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The estimate against what was measured, and how it grows. */
class MemoryEstimateTest {
    private static final long MB = 1 << 20;
    private static final TrainerProvider PINNED = TrainerRegistry.discover().provider("xgboost_hist_pinned");
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

    /** Peaks of processes that did nothing but train, with a fifth of the values missing. */
    @Test
    void theEstimateOfThePinnedAlgorithmIsAboveItsPeaks() {
        assertThat(pinned(1_000_000) / MB).isBetween(531L, 531 * 3 / 2L);
        assertThat(pinned(2_000_000) / MB).isBetween(938L, 938 * 3 / 2L);
    }

    /** What the system can not take back: files that are mapped into memory do not count. */
    @Test
    void fromDiskItGrowsByARowsMarginAndLabelNotByItsFeatures() {
        assertThat(onDisk(1_000_000, 30) / MB).isBetween(272L, 272 * 2L);
        assertThat(onDisk(4_000_000, 30) / MB).isBetween(525L, 525 * 2L);
        assertThat(onDisk(4_000_000, 300)).isEqualTo(onDisk(4_000_000, 30));
    }

    /**
     * Outside of a heap that was full from the start (the peak of {@code RssAnon} less what it was before), with a
     * fifth of the values missing.
     */
    @ParameterizedTest
    @CsvSource({"1000000,0,59", "2000000,0,115", "4000000,0,215", "1000000,3000000,91"})
    void fromDiskTrainedAndWatchedRowsCountAsTheyWereSeenTo(long trained, long watched, long megabytes) {
        TrainingRows rows = new TrainingRows(trained + watched, trained, watched);

        assertThat(PINNED.estimateDiskMemory(rows, 30).nativeBytes() / MB).isBetween(megabytes, 2 * megabytes);
    }

    /** They are scored when training has ended, in pieces. */
    @Test
    void fromDiskOnlyRowsThatTrainingIsGivenTakeNativeMemory() {
        TrainingRows few = new TrainingRows(20_000_000, 10_000_000, 0);
        TrainingRows many = new TrainingRows(100_000_000, 10_000_000, 0);

        assertThat(PINNED.estimateDiskMemory(many, 30)).isEqualTo(PINNED.estimateDiskMemory(few, 30));
    }

    /** Half of them trained on, a quarter watched while it is; the database at its bound. */
    @Test
    void fromDiskAHundredMillionRowsFitIntoFourGibibytes() {
        long rows = 100_000_000;
        TrainingMemory training = PINNED.estimateDiskMemory(new TrainingRows(rows, rows / 2, rows / 4), 30);

        assertThat(MemoryEstimate.onDisk(BuildSpecFixture.of(rows, 30), DATABASE, training)
                        .totalBytes())
                .isBetween(2_000 * MB, 4_096 * MB);
    }

    /** One after the other they are in memory, not together. */
    @Test
    void fromDiskTrainingAndMeasuringTakeTheMoreOfBoth() {
        TrainingMemory little = new TrainingMemory(0, 0);
        TrainingMemory less = new TrainingMemory(0, 100 * MB);
        TrainingMemory more = new TrainingMemory(0, 5_000 * MB);
        BuildSpec spec = BuildSpecFixture.of(50_000_000, 30);
        long measuring = MemoryEstimate.onDisk(spec, 0, little).totalBytes();

        assertThat(MemoryEstimate.onDisk(spec, 0, less).totalBytes()).isEqualTo(measuring);
        assertThat(MemoryEstimate.onDisk(spec, 0, more).totalBytes()).isBetween(5_000 * MB, 5_000 * MB + measuring);
    }

    private static long pinned(long rows) {
        return MemoryEstimate.of(BuildSpecFixture.of(rows, 30), 0, PINNED.estimateMemory(rows, 30))
                .totalBytes();
    }

    private static long onDisk(long rows, int columns) {
        return MemoryEstimate.onDisk(
                        BuildSpecFixture.of(rows, columns),
                        0,
                        PINNED.estimateDiskMemory(new TrainingRows(rows, rows, 0), columns))
                .totalBytes();
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

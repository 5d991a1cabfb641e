package io.modelfactory.worker.dataset.split;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.LEAKAGE_GUARD_VIOLATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.check.LeakageCheck;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One event a day, whose label is known five days later: days 60 and 80 begin the validation and the test part. */
class PurgeGapTest {
    @TempDir
    Path folder;

    private DatasetFixture fixture;
    private DataFile file;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder)
                .split(SplitStrategy.TIME_BASED)
                .columns(DatasetFixture.columns(new Feature("day", FeatureType.NUMERIC)));
        file = fixture.file("rows.parquet", """
                SELECT event_id, label, day, TIMESTAMP '2025-06-01' + to_days(day) AS event_time,
                    TIMESTAMP '2025-06-06' + to_days(day) AS label_observed_time
                FROM (SELECT *, CAST(amount / 1.5 AS INTEGER) AS day FROM base)""");
    }

    @Test
    void aModelCannotLearnFromLabelsThatCameAfterTheTestPeriodBegan() {
        fixture.fractions(0.8, 0, 0.2);

        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(file))
                .isEqualTo("training_label_after_test_start: 4 rows of training have a label observed after the test"
                        + " period began; declare gap_days of at least the days from an event to its label"
                        + " (for example event 'e-0076', 'e-0077', 'e-0078', 'e-0079')");
    }

    @Test
    void norStopByThem() {
        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.earlyStopping().prepare(file))
                .startsWith("training_label_after_test_start: 4 rows of training");
    }

    @Test
    void eventsInTheGapBeforeALaterPartAreInNoPart() {
        PreparedDataset prepared = fixture.gapDays(5).prepare(file);

        assertThat(days(prepared.train().features().values())).isEqualTo(days(0, 55));
        assertThat(days(prepared.validation().features().values())).isEqualTo(days(60, 75));
        assertThat(days(prepared.test().features().values())).isEqualTo(days(80, 99));
        assertThat(prepared.split().path("gap_days").asInt()).isEqualTo(5);
        assertThat(prepared.split().path("left_out_rows").asInt()).isEqualTo(8);
        assertThat(prepared.split().at("/train/reached_fraction").asDouble()).isEqualTo(0.56);
        assertThat(prepared.leakageChecks()).contains(new LeakageCheck("training_label_after_test_start", 0));
    }

    @Test
    void aGapThatLeavesNothingOfAPartIsRefused() {
        assertFailure(DATASET_INVALID, () -> fixture.gapDays(21).prepare(file))
                .startsWith("the validation part has no rows; both classes are needed");
    }

    private static int[] days(float[] values) {
        int[] days = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            days[i] = (int) values[i];
        }
        return days;
    }

    private static int[] days(int first, int last) {
        return IntStream.rangeClosed(first, last).toArray();
    }
}

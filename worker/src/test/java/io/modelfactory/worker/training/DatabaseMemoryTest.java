package io.modelfactory.worker.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingMemory;
import org.junit.jupiter.api.Test;

class DatabaseMemoryTest {
    private static final TrainerProvider PINNED = TrainerRegistry.discover().provider("xgboost_hist_pinned");

    @Test
    void itGrowsWithWhatTrainingTakesOutsideOfTheHeap() {
        DatabaseMemory growing = DatabaseMemory.of(DatabaseMemory.GROWING);

        assertThat(growing.beside(new TrainingMemory(7_000_000_000L, 400_000_000L)))
                .isEqualTo("1000MB");
        assertThat(growing.beside(new TrainingMemory(0, 1_500_000_000L))).isEqualTo("1500MB");
        assertThat(growing.least()).isEqualTo("1000MB");
    }

    @Test
    void fiveMillionRowsOfThirtyFeaturesNeedNotBeSpilled() {
        assertThat(DatabaseMemory.of(DatabaseMemory.GROWING).beside(PINNED.estimateMemory(5_000_000, 30)))
                .isEqualTo("1500MB");
    }

    @Test
    void anAmountThatIsSetCountsWhateverTrainingTakes() {
        DatabaseMemory set = DatabaseMemory.of("512MiB");

        assertThat(set.beside(new TrainingMemory(0, 1_500_000_000L))).isEqualTo("512MiB");
        assertThat(set.least()).isEqualTo("512MiB");
    }
}

package io.modelfactory.worker.training.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Where a build is trained, by the wiring, the algorithm and what it takes. */
class ExecutorChoiceTest {
    private static final TrainerProvider ANYWHERE = TrainerRegistry.discover().provider("xgboost_hist_pinned");
    private static final TrainerProvider IN_MEMORY = TrainerRegistry.discover().provider("xgboost_hist");
    private static final MemoryBudget BUDGET =
            new MemoryBudget(1_000, 500, new WorkerMeters(new SimpleMeterRegistry()));

    @Test
    void itIsMemoryAsLongAsTheBudgetHoldsTheBuild() {
        assertThat(chosen(ExecutorChoice.AUTO, ANYWHERE, 400)).isEqualTo(TrainingExecutor.MEMORY);
        assertThat(chosen(ExecutorChoice.AUTO, ANYWHERE, 600)).isEqualTo(TrainingExecutor.DISK);
    }

    @Test
    void anAlgorithmThatTrainsInMemoryOnlyStaysThere() {
        assertThat(chosen(ExecutorChoice.AUTO, IN_MEMORY, 600)).isEqualTo(TrainingExecutor.MEMORY);
        assertThatExceptionOfType(AttemptFailedException.class)
                .isThrownBy(() -> chosen(ExecutorChoice.DISK, IN_MEMORY, 400))
                .withMessage("xgboost_hist does not train on the executor disk (wiring.training.executor), only on"
                        + " memory");
    }

    @Test
    void anAlgorithmThatDoesNotStateTheClusterIsRefusedByName() {
        assertThatExceptionOfType(AttemptFailedException.class)
                .isThrownBy(() -> chosen(ExecutorChoice.SPARK, IN_MEMORY, 400))
                .withMessage("xgboost_hist does not train on the executor spark (wiring.training.executor), only on"
                        + " memory");
    }

    @Test
    void theWiringDecidesWhereItSaysSo() {
        assertThat(chosen(ExecutorChoice.MEMORY, ANYWHERE, 600)).isEqualTo(TrainingExecutor.MEMORY);
        assertThat(chosen(ExecutorChoice.DISK, ANYWHERE, 400)).isEqualTo(TrainingExecutor.DISK);
        assertThat(chosen(ExecutorChoice.SPARK, ANYWHERE, 400)).isEqualTo(TrainingExecutor.SPARK);
        assertThat(Arrays.stream(ExecutorChoice.values()).map(ExecutorChoice::wireName))
                .containsExactlyElementsOf(Wiring.Training.EXECUTORS);
    }

    private static TrainingExecutor chosen(ExecutorChoice choice, TrainerProvider algorithm, long heapInMemory) {
        return choice.of(
                algorithm,
                executor -> new MemoryEstimate(executor == TrainingExecutor.MEMORY ? heapInMemory : 100, 100),
                BUDGET);
    }
}

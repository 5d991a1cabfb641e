package io.modelfactory.worker.training.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.BuildSpec;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Where a repetition trains: a process of its own has no pool that chooses for it. */
class ChosenExecutorTest {
    private static final long GB = 1L << 30;

    @Test
    void itTrainsWhereItIsToldTo() {
        assertThat(chosen("xgboost_hist_pinned", 1_000, ExecutorChoice.DISK)).isEqualTo(TrainingExecutor.DISK);
        assertThat(chosen("xgboost_hist_pinned", 100_000_000, ExecutorChoice.MEMORY))
                .isEqualTo(TrainingExecutor.MEMORY);
    }

    @Test
    void andByTheEstimateIfItIsNotTold() {
        assertThat(chosen("xgboost_hist_pinned", 1_000, ExecutorChoice.AUTO)).isEqualTo(TrainingExecutor.MEMORY);
        assertThat(chosen("xgboost_hist_pinned", 10_000_000, ExecutorChoice.AUTO))
                .isEqualTo(TrainingExecutor.DISK);
        assertThat(chosen("xgboost_hist", 10_000_000, ExecutorChoice.AUTO))
                .as("which cannot train from disk")
                .isEqualTo(TrainingExecutor.MEMORY);
    }

    @Test
    void anAlgorithmThatDoesNotTrainThereIsRefusedByName() {
        assertThatExceptionOfType(AttemptFailedException.class)
                .isThrownBy(() -> start("xgboost_hist", 1_000, ExecutorChoice.DISK))
                .withMessage(
                        "xgboost_hist does not train on the executor disk (wiring.training.executor), only on memory");
    }

    private static TrainingExecutor chosen(String algorithm, long rows, ExecutorChoice choice) {
        return catchThrowableOfType(Started.class, () -> start(algorithm, rows, choice)).executor;
    }

    @SuppressWarnings("resource") // it never starts
    private static void start(String algorithm, long rows, ExecutorChoice choice) {
        new ChosenExecutor(
                        new StartedBuilds(),
                        TrainerRegistry.discover(),
                        choice,
                        GB,
                        2 * GB,
                        GB,
                        new WorkerMeters(new SimpleMeterRegistry()))
                .start(BuildSpecFixture.of(algorithm, rows, 30), () -> true);
    }

    private static final class StartedBuilds implements BuildExecutor {
        @Override
        public BuildExecution start(BuildSpec spec, BooleanSupplier wanted, ProgressListener progress) {
            throw new AssertionError("no executor was chosen");
        }

        @Override
        public BuildExecution start(
                BuildSpec spec, TrainingExecutor executor, BooleanSupplier wanted, ProgressListener progress) {
            throw new Started(executor);
        }
    }

    @SuppressWarnings("serial") // never written
    private static final class Started extends RuntimeException {
        private final TrainingExecutor executor;

        private Started(TrainingExecutor executor) {
            this.executor = executor;
        }
    }
}

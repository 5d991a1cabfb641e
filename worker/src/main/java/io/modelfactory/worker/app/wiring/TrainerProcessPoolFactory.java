package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.DatabaseMemory;
import io.modelfactory.worker.training.process.ExecutorChoice;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import io.modelfactory.worker.training.process.TrainerProcessSettings;
import io.modelfactory.worker.training.process.spark.ShardBucket;
import java.nio.file.Path;
import java.util.Optional;

/** Trainer processes as a profile wants them, on this machine. */
public final class TrainerProcessPoolFactory {
    private TrainerProcessPoolFactory() {}

    /** @param scratch the worker's own folder */
    public static TrainerProcessPool of(Wiring wiring, Path scratch, WorkerMeters meters) {
        Wiring.Training training = wiring.training();
        long machine = HostResources.memoryBytes();
        TrainerProcessSettings settings = TrainerProcessSettings.of(
                scratch,
                training.concurrency(),
                HostResources.threads(training.threads()),
                databaseMemory(training),
                training.rowMemory().bytes(),
                training.heapBytes(machine),
                training.budgetBytes(machine));
        ExecutorChoice choice = ExecutorChoice.named(training.executor());
        Optional<ShardBucket> shards = Optional.empty();
        if (choice == ExecutorChoice.SPARK) {
            settings = settings.withCluster(SparkSettingsFactory.of(training.spark()));
            shards = SparkSettingsFactory.bucket(wiring);
        }
        return new TrainerProcessPool(TrainerRegistry.discover(), settings, choice, meters, shards);
    }

    /** As trainers are told it. */
    static String databaseMemory(Wiring.Training training) {
        return training.memoryLimit().map(DataSize::text).orElse(DatabaseMemory.GROWING);
    }
}

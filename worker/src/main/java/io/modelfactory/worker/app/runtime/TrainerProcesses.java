package io.modelfactory.worker.app.runtime;

import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.trainer.TrainerPool;
import io.modelfactory.worker.trainer.TrainerSettings;
import java.nio.file.Path;

/** Trainer processes as a profile wants them, on this machine. */
final class TrainerProcesses {
    private TrainerProcesses() {}

    /** @param scratch the worker's own folder */
    static TrainerPool of(Wiring.Training training, Path scratch, WorkerMeters meters) {
        long machine = Machine.memoryBytes();
        TrainerSettings settings = TrainerSettings.of(
                scratch,
                training.concurrency(),
                Machine.threads(training.threads()),
                training.memoryLimit().text(),
                training.memoryLimit().bytes(),
                training.heapBytes(machine),
                training.budgetBytes(machine));
        return new TrainerPool(settings, meters);
    }
}

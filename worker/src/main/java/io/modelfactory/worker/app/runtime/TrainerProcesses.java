package io.modelfactory.worker.app.runtime;

import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.trainer.TrainerPool;
import io.modelfactory.worker.trainer.TrainerSettings;

/** Trainer processes as a profile wants them, on this machine. */
final class TrainerProcesses {
    private TrainerProcesses() {}

    static TrainerPool of(Wiring.Training training, WorkerMeters meters) {
        long machine = Machine.memoryBytes();
        TrainerSettings settings = TrainerSettings.of(
                training.scratch(),
                training.concurrency(),
                Machine.threads(training.threads()),
                training.memoryLimit().text(),
                training.memoryLimit().bytes(),
                training.heapBytes(machine),
                training.budgetBytes(machine));
        return new TrainerPool(settings, meters);
    }
}

package io.modelfactory.worker.training.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildInputs;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.BuiltModel;
import io.modelfactory.worker.training.PreparationResult;
import io.modelfactory.worker.training.ScoringSample;
import io.modelfactory.worker.training.TemporaryFolder;
import io.modelfactory.worker.training.process.child.BuildCommand;
import io.modelfactory.worker.training.process.child.BuildStep;
import io.modelfactory.worker.training.process.child.LocalInputs;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** A build in a trainer process on this machine. */
final class ChildProcessBuildExecution implements BuildExecution {
    private final BuildSpec spec;
    private final TrainerProcess process;
    private final TemporaryFolder folder;
    private final BooleanSupplier wanted;
    private final WorkerMeters meters;
    private final Runnable onClose;

    /**
     * @param process that has begun the build
     * @param onClose releases the process and the memory
     */
    ChildProcessBuildExecution(
            BuildSpec spec, TrainerProcess process, BooleanSupplier wanted, WorkerMeters meters, Runnable onClose) {
        this.spec = spec;
        this.folder = TemporaryFolder.create(process.folder(), "inputs-");
        this.process = process;
        this.wanted = wanted;
        this.meters = meters;
        this.onClose = onClose;
    }

    /** The process has no way to the store, so that all of its files are fetched for it. */
    @Override
    public PreparationResult prepare(BuildInputs inputs) {
        LocalInputs local = LocalInputs.fetch(spec, inputs, folder.path());
        return convert(call(BuildCommand.of(BuildStep.PREPARE, local)), PreparationResult.class);
    }

    @Override
    public void measureChampion() {
        call(BuildCommand.of(BuildStep.CHAMPION));
    }

    @Override
    public BuiltModel train(Path target) {
        JsonNode argument = Json.object().put(BuildCommand.TARGET, target.toString());
        return convert(call(BuildCommand.of(BuildStep.TRAIN, argument)), BuiltModel.class);
    }

    @Override
    public ScoringSample score() {
        return convert(call(BuildCommand.of(BuildStep.SCORE)), ScoringSample.class);
    }

    @Override
    public ObjectNode evaluate() {
        return convert(call(BuildCommand.of(BuildStep.EVALUATE)), ObjectNode.class);
    }

    private JsonNode call(BuildCommand command) {
        try {
            return process.execute(command, wanted);
        } catch (AttemptFailedException spent) {
            if (!process.isAlive()) {
                meters.trainerCrashed();
            }
            throw spent;
        }
    }

    private static <T> T convert(JsonNode result, Class<T> type) {
        try {
            return Json.convert(result, type);
        } catch (JsonProcessingException ours) {
            throw new IllegalStateException(
                    "a trainer process replied with something other than " + type.getSimpleName(), ours);
        }
    }

    @Override
    public void close() {
        try {
            if (process.isAlive() && !process.isKilled()) {
                process.execute(BuildCommand.of(BuildStep.END), () -> true);
            }
        } catch (AttemptFailedException | TransientFaultException ended) {
            process.kill();
        } finally {
            folder.close();
            onClose.run();
        }
    }
}

package io.modelfactory.worker.training.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuiltModel;
import io.modelfactory.worker.training.PreparationResult;
import io.modelfactory.worker.training.ScoringSample;
import io.modelfactory.worker.training.process.child.BuildCommand;
import io.modelfactory.worker.training.process.child.BuildStep;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A build in a trainer process. */
final class ChildProcessBuildExecution implements BuildExecution {
    private final TrainerProcess process;
    private final BooleanSupplier wanted;
    private final WorkerMeters meters;
    private final Runnable onClose;

    /** @param onClose gives back the process and the memory */
    ChildProcessBuildExecution(TrainerProcess process, BooleanSupplier wanted, WorkerMeters meters, Runnable onClose) {
        this.process = process;
        this.wanted = wanted;
        this.meters = meters;
        this.onClose = onClose;
    }

    @Override
    public PreparationResult prepare(Map<String, Path> files) {
        Map<String, String> paths = new TreeMap<>();
        files.forEach((ref, path) -> paths.put(ref, path.toString()));
        return convert(call(BuildCommand.of(BuildStep.PREPARE, paths)), PreparationResult.class);
    }

    @Override
    public void measureChampion() {
        call(BuildCommand.of(BuildStep.CHAMPION));
    }

    @Override
    public BuiltModel train() {
        return convert(call(BuildCommand.of(BuildStep.TRAIN)), BuiltModel.class);
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
            throw new IllegalStateException("a trainer process answers what is no " + type.getSimpleName(), ours);
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
            onClose.run();
        }
    }
}

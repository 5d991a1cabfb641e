package io.modelfactory.worker.trainer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.build.Build;
import io.modelfactory.worker.build.BuiltModel;
import io.modelfactory.worker.build.Preparation;
import io.modelfactory.worker.build.ScoringSample;
import io.modelfactory.worker.failure.AttemptSpentException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.trainer.child.Command;
import io.modelfactory.worker.trainer.child.Step;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A build in a trainer process. */
final class TrainerBuild implements Build {
    private final TrainerProcess process;
    private final BooleanSupplier wanted;
    private final WorkerMeters meters;
    private final Runnable atEnd;

    /** @param atEnd gives back the process and the memory */
    TrainerBuild(TrainerProcess process, BooleanSupplier wanted, WorkerMeters meters, Runnable atEnd) {
        this.process = process;
        this.wanted = wanted;
        this.meters = meters;
        this.atEnd = atEnd;
    }

    @Override
    public Preparation prepare(Map<String, Path> files) {
        Map<String, String> paths = new TreeMap<>();
        files.forEach((ref, path) -> paths.put(ref, path.toString()));
        return as(call(Command.of(Step.PREPARE, paths)), Preparation.class);
    }

    @Override
    public void measureChampion() {
        call(Command.of(Step.CHAMPION));
    }

    @Override
    public BuiltModel train() {
        return as(call(Command.of(Step.TRAIN)), BuiltModel.class);
    }

    @Override
    public ScoringSample score() {
        return as(call(Command.of(Step.SCORE)), ScoringSample.class);
    }

    @Override
    public ObjectNode evaluate() {
        return as(call(Command.of(Step.EVALUATE)), ObjectNode.class);
    }

    private JsonNode call(Command command) {
        try {
            return process.call(command, wanted);
        } catch (AttemptSpentException spent) {
            if (!process.isAlive()) {
                meters.trainerDied();
            }
            throw spent;
        }
    }

    private static <T> T as(JsonNode result, Class<T> type) {
        try {
            return Json.convert(result, type);
        } catch (JsonProcessingException ours) {
            throw new IllegalStateException("a trainer process answers what is no " + type.getSimpleName(), ours);
        }
    }

    @Override
    public void close() {
        try {
            if (process.isAlive() && !process.isDismissed()) {
                process.call(Command.of(Step.END), () -> true);
            }
        } catch (AttemptSpentException | TransientFaultException ended) {
            process.dismiss();
        } finally {
            atEnd.run();
        }
    }
}

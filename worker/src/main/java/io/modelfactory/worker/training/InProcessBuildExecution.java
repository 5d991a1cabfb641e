package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.dataset.DatasetPreparer;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.evaluate.Champion;
import io.modelfactory.worker.evaluate.HoldoutEvaluation;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A build in this process. What one step leaves for the next stays in memory. */
final class InProcessBuildExecution implements BuildExecution {
    private static final String MODEL_FILE = "model.ubj";

    private final BuildSpec order;
    private final DatasetPreparer datasets;
    private final Trainer trainer;
    private Optional<PreparedDataset> prepared = Optional.empty();
    private Optional<HoldoutEvaluation> testRows = Optional.empty();
    private Optional<TrainedModel> trained = Optional.empty();
    private float[] scores = {};

    InProcessBuildExecution(BuildSpec order, DatasetPreparer datasets, Trainer trainer) {
        this.order = order;
        this.datasets = datasets;
        this.trainer = trainer;
    }

    @Override
    public PreparationResult prepare(Map<String, Path> files) {
        order.champion().ifPresent(Champion::requireUsable);
        PreparedDataset dataset = datasets.prepare(
                order.datasets(), files, order.profile(), order.stageSeed(), order.startedAt(), order.holdoutViews());
        prepared = Optional.of(dataset);
        return new PreparationResult(dataset.features(), dataset.split(), dataset.leakageChecks(), dataset.summary());
    }

    @Override
    public void measureChampion() {
        testRows = Optional.of(HoldoutEvaluation.of(dataset(), order.champion()));
    }

    @Override
    public BuiltModel train() {
        TrainedModel model = trainer.train(
                dataset().train(),
                dataset().validation(),
                dataset().features(),
                order.profile().hyperParameters(),
                order.stageSeed());
        trained = Optional.of(model);
        return new BuiltModel(write(model.content()), model.rounds());
    }

    private Path write(byte[] model) {
        try {
            return Files.write(order.folder().resolve(MODEL_FILE), model);
        } catch (IOException e) {
            throw new TransientFaultException("cannot write to the scratch folder", e);
        }
    }

    @Override
    public ScoringSample score() {
        scores = testRows.orElseThrow().score(trained.orElseThrow());
        return ScoringSample.of(dataset().test().features(), scores);
    }

    @Override
    public ObjectNode evaluate() {
        return testRows.orElseThrow()
                .metrics(
                        trained.orElseThrow(),
                        scores,
                        order.profile().evaluation().decisionThreshold());
    }

    private PreparedDataset dataset() {
        return prepared.orElseThrow();
    }

    @Override
    public void close() {
        prepared = Optional.empty();
        testRows = Optional.empty();
        trained = Optional.empty();
    }
}

package io.modelfactory.worker.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.dataset.DatasetPreparer;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.evaluate.Champion;
import io.modelfactory.worker.evaluate.TestRows;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.train.TrainedModel;
import io.modelfactory.worker.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A build in this process. What one step leaves for the next stays in memory. */
final class LocalBuild implements Build {
    private static final String MODEL_FILE = "model.ubj";

    private final BuildOrder order;
    private final DatasetPreparer datasets;
    private final Trainer trainer;
    private Optional<PreparedDataset> prepared = Optional.empty();
    private Optional<TestRows> testRows = Optional.empty();
    private Optional<TrainedModel> trained = Optional.empty();
    private float[] scores = {};

    LocalBuild(BuildOrder order, DatasetPreparer datasets, Trainer trainer) {
        this.order = order;
        this.datasets = datasets;
        this.trainer = trainer;
    }

    @Override
    public Preparation prepare(Map<String, Path> files) {
        order.champion().ifPresent(Champion::requireScoring);
        PreparedDataset dataset =
                datasets.prepare(order.datasets(), files, order.profile(), order.stageSeed(), order.testViews());
        prepared = Optional.of(dataset);
        return new Preparation(dataset.features(), dataset.split(), dataset.leakageChecks());
    }

    @Override
    public void measureChampion() {
        testRows = Optional.of(TestRows.of(dataset(), order.champion()));
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

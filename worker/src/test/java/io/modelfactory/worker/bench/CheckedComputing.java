package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LoadedModel;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.modelcard.ModelCard;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.ScoringSample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@link GovernedComputing} with the checks that no run may leave out: the rows are verified, checked, split and
 * encoded by the worker's own classes, each document is judged by its schema, and before a bundle is written, its model
 * is loaded from the stored bytes, scores its sample bit by bit as before, and its card is made. What a run reads again
 * from the store is taken from memory here.
 */
final class CheckedComputing implements FloorComputing {
    private final TrainerRegistry algorithms = TrainerRegistry.discover();
    private final String format;
    private final Gate gate;
    private final Path model;
    private final FloorBuilds builds;
    private final RunContent content;
    private final ModelCard card;
    private Optional<ScoringSample> sample = Optional.empty();

    /**
     * @param request of a run that is not yet in the store; it is executed there to see what its files say
     * @param scratch folder for what need not last, of this computing alone
     * @param builds of the plan; closed with this computing
     */
    CheckedComputing(
            BenchStages stages,
            ObjectNode request,
            Path store,
            Path scratch,
            Function<ResolvedTrainPlan, FloorBuilds> builds)
            throws IOException {
        ResolvedTrainPlan plan = stages.plan(request);
        this.format = algorithms
                .provider(plan.trainingProfile().algorithmId())
                .format()
                .id();
        this.gate = Gate.of(plan.governanceProfile());
        this.model = scratch.resolve("model");
        this.builds = builds.apply(plan);
        this.content = RunContent.ofRun(store, () -> stages.runStages(request), Optional.of(new JsonSchemas()));
        this.card = stages.card(plan.identity(), stages.runStages(request));
    }

    @Override
    public Runnable next() {
        BuildExecution build = builds.next();
        return () -> {
            build.prepare(builds.inputs());
            build.measureChampion();
            build.train(model);
            sample = Optional.of(build.score());
            if (!gate.decide(build.evaluate()).passed()) {
                throw new IllegalStateException("the gate must let the run pass");
            }
        };
    }

    @Override
    public void besideVerdict() {
        ScoringSample expected = sample.orElseThrow();
        FeatureMatrix rows = rows(expected.rows());
        LoadedModel loaded = algorithms.open(format, stored());
        try (ModelScorer scorer = loaded.scorer()) {
            float[] scores = scorer.score(rows);
            double[] margins = loaded.structure().orElseThrow().margins(rows);
            ArrayNode expectedMargins = expected.opened().orElseThrow().margins();
            for (int row = 0; row < scores.length; row++) {
                if (scores[row] != expected.scores().path(row).doubleValue()
                        || margins[row] != expectedMargins.path(row).doubleValue()) {
                    throw new IllegalStateException("the stored model gives sample row " + row + " another score");
                }
            }
        }
        if (card.contents().isEmpty()) {
            throw new IllegalStateException("the card has no form");
        }
    }

    private byte[] stored() {
        try {
            return Files.readAllBytes(model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FeatureMatrix rows(ArrayNode rows) {
        int columns = rows.path(0).size();
        float[] values = new float[rows.size() * columns];
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = rows.path(row).path(column).isNull()
                        ? Float.NaN
                        : rows.path(row).path(column).floatValue();
            }
        }
        return new FeatureMatrix(values, rows.size(), columns);
    }

    @Override
    public byte[] content(int number) {
        return content.make(number);
    }

    @Override
    public void close() {
        builds.close();
    }
}

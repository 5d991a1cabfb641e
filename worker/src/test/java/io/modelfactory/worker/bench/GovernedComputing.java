package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.dataset.duckdb.KeptDatabase;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the report and the bundle of a run must have, by the worker's own classes, in this process and without a ledger:
 * the model and its structure, scores, the sample with its contributions, metrics, and what the governance profile has
 * reported; and documents as long as a run's, made canonical and digested. The rows are read by {@link PlainCsvReader},
 * whose result is not used: their preparation by a database, checks, split and encoding is not measured. Nor are the
 * card's text and the model that is loaded back before it is published.
 */
final class GovernedComputing implements FloorComputing {
    private static final String MEMORY_LIMIT = "1GB";

    private final BenchStages stages;
    private final ResolvedTrainPlan plan;
    private final Path rows;
    private final Path model;
    private final InProcessBuildExecutor builder;
    private final RunContent content;
    private Optional<BuildExecution> last = Optional.empty();

    /**
     * @param request of a run that is not yet in the store; it is executed there to see what its files say
     * @param scratch folder for what need not last
     * @param threads of a build
     */
    GovernedComputing(BenchStages stages, ObjectNode request, Path store, Path scratch, int threads)
            throws IOException {
        this.stages = stages;
        this.plan = stages.plan(request);
        this.rows = stages.files(plan).values().iterator().next();
        this.model = scratch.resolve("model");
        this.builder = new InProcessBuildExecutor(
                TrainerRegistry.discover(),
                scratch,
                threads,
                MEMORY_LIMIT,
                Optional.empty(),
                Optional.of(new KeptDatabase(scratch.resolve("database"), MEMORY_LIMIT)));
        this.content = RunContent.ofRun(store, () -> stages.runStages(request));
    }

    @Override
    public Runnable next() {
        close();
        BuildSpec spec = new BuildSpec(
                plan.identity().runKey(),
                plan.datasets(),
                plan.trainingProfile(),
                stages.stageSeed(plan),
                plan.executionStartedAt(),
                Optional.empty(),
                Optional.empty(),
                Gate.of(plan.governanceProfile()).requestedMeasures(),
                Optional.empty(),
                Optional.empty());
        BuildExecution build = builder.start(spec, () -> true);
        last = Optional.of(build);
        build.prepare(stages.inputs(plan));
        return () -> {
            PlainCsvReader.columns(rows);
            build.measureChampion();
            build.train(model);
            build.score();
            build.evaluate();
        };
    }

    @Override
    public byte[] content(int number) {
        return content.make(number);
    }

    @Override
    public void close() {
        last.ifPresent(BuildExecution::close);
        last = Optional.empty();
    }
}

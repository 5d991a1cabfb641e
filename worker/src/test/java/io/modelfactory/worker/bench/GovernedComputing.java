package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.training.BuildExecution;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the report and the bundle of a run must have, by the worker's own classes, in this process and without a ledger:
 * the model and its structure, scores, the sample with its contributions, metrics, and what the governance profile has
 * reported; and documents as long as a run's, made canonical and digested. The rows are read by {@link PlainCsvReader},
 * whose result is not used: their preparation by a database, checks, split and encoding is not measured. Nor are the
 * card's text and the model that is loaded back before it is published: {@link CheckedComputing} has them.
 */
final class GovernedComputing implements FloorComputing {
    private final Path rows;
    private final Path model;
    private final FloorBuilds builds;
    private final RunContent content;

    /**
     * @param request of a run that is not yet in the store; it is executed there to see what its files say
     * @param scratch folder for what need not last, of this computing alone
     * @param threads of a build
     */
    GovernedComputing(BenchStages stages, ObjectNode request, Path store, Path scratch, int threads)
            throws IOException {
        ResolvedTrainPlan plan = stages.plan(request);
        this.rows = stages.files(plan).values().iterator().next();
        this.model = scratch.resolve("model");
        this.builds = FloorBuilds.here(stages, plan, scratch, threads);
        this.content = RunContent.ofRun(store, () -> stages.runStages(request), Optional.empty());
    }

    @Override
    public Runnable next() {
        BuildExecution build = builds.next();
        build.prepare(builds.inputs());
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
        builds.close();
    }
}

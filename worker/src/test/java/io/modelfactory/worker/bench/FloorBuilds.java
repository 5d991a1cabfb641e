package io.modelfactory.worker.bench;

import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.dataset.duckdb.KeptDatabase;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.BuildInputs;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import java.nio.file.Path;
import java.util.Optional;

/** Builds of one plan, one after the other, by the worker's own classes. */
final class FloorBuilds implements AutoCloseable {
    private static final String MEMORY_LIMIT = "1GB";

    private final BuildExecutor builder;
    private final Optional<KeptDatabase> database;
    private final BuildSpec spec;
    private final BuildInputs inputs;
    private Optional<BuildExecution> last = Optional.empty();

    private FloorBuilds(
            BenchStages stages, ResolvedTrainPlan plan, BuildExecutor builder, Optional<KeptDatabase> database) {
        this.builder = builder;
        this.database = database;
        this.inputs = stages.inputs(plan);
        this.spec = new BuildSpec(
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
    }

    /**
     * In this process, with tables that are kept.
     *
     * @param scratch folder of these builds alone
     * @param threads of a build
     */
    static FloorBuilds here(BenchStages stages, ResolvedTrainPlan plan, Path scratch, int threads) {
        KeptDatabase kept = new KeptDatabase(scratch.resolve("database"), MEMORY_LIMIT);
        BuildExecutor builder = new InProcessBuildExecutor(
                TrainerRegistry.discover(), scratch, threads, MEMORY_LIMIT, Optional.empty(), Optional.of(kept));
        return new FloorBuilds(stages, plan, builder, Optional.of(kept));
    }

    /** By trainer processes, which keep their tables. */
    static FloorBuilds by(TrainerProcessPool trainers, BenchStages stages, ResolvedTrainPlan plan) {
        return new FloorBuilds(stages, plan, trainers, Optional.empty());
    }

    /** Ends the build before and begins one whose rows are still to be prepared from {@link #inputs}. */
    BuildExecution next() {
        last.ifPresent(BuildExecution::close);
        BuildExecution build = builder.start(spec, () -> true);
        last = Optional.of(build);
        return build;
    }

    BuildInputs inputs() {
        return inputs;
    }

    @Override
    public void close() {
        last.ifPresent(BuildExecution::close);
        last = Optional.empty();
        database.ifPresent(KeptDatabase::close);
    }
}

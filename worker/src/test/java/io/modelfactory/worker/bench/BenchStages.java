package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.artifact.folder.ReadableRoots;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.dataset.DatasetPreparer;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.file.DatasetFileFetcher;
import io.modelfactory.worker.dataset.split.HoldoutViews;
import io.modelfactory.worker.evidence.BuildWorkers;
import io.modelfactory.worker.execution.BuildStage;
import io.modelfactory.worker.gate.GateStage;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.modelcard.CardReader;
import io.modelfactory.worker.modelcard.ModelCard;
import io.modelfactory.worker.publish.PublishStage;
import io.modelfactory.worker.publish.PublishStage.Publication;
import io.modelfactory.worker.publish.PublishableRun;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.signing.Signer;
import io.modelfactory.worker.telemetry.MeasuredStage;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.BuildInputs;
import io.modelfactory.worker.training.DatabaseMemory;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import io.modelfactory.worker.training.StageSeed;
import io.modelfactory.worker.training.process.ExecutorChoice;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import io.modelfactory.worker.training.process.TrainerProcessSettings;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The stages of a run, wired as in the worker, with a local store and no ledger. */
final class BenchStages implements AutoCloseable {
    private static final Instant STARTED = Instant.parse("2026-02-10T14:20:00Z");
    private static final String RUN_CONFIG_DIGEST = "d".repeat(64);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WorkerMeters meters = new WorkerMeters(registry);
    private final Path store;
    private final ArtifactStore artifacts;
    private final DocumentStore documents;
    private final TrainPlanResolver resolver;
    private final DatasetPreparer datasets;
    private final BuildStage buildStage;
    private final GateStage gateStage;
    private final PublishStage publishStage;
    private final TrainerRegistry algorithms = TrainerRegistry.discover();
    private final DatasetFileFetcher files;
    private final Optional<TrainerProcessPool> trainers;

    private BenchStages(
            Path store,
            Configuration configuration,
            JsonSchemas schemas,
            Path scratch,
            int threads,
            Optional<DataSize> memoryLimit,
            Optional<DataSize> trainerHeap,
            ExecutorChoice executor) {
        this.store = store;
        this.artifacts = new LocalArtifactStore(store);
        this.files = new DatasetFileFetcher(artifacts);
        this.documents = new DocumentStore(artifacts, schemas);
        this.resolver = new TrainPlanResolver(
                artifacts,
                documents,
                schemas,
                ReadableRoots.of(configuration.profile().wiring().objectStore().profileRoots()));
        String limit = memoryLimit.map(DataSize::text).orElse(DatabaseMemory.GROWING);
        this.datasets =
                new DatasetPreparer(scratch, threads, DatabaseMemory.of(limit).least());
        this.trainers = trainerHeap.map(heap -> new TrainerProcessPool(
                algorithms,
                TrainerProcessSettings.of(
                        scratch,
                        1,
                        threads,
                        limit,
                        memoryLimit.orElse(new DataSize("1GB")).bytes(),
                        heap.bytes(),
                        BenchHost.memoryBytes()),
                executor,
                meters));
        BuildExecutor builder = trainers.map(BuildExecutor.class::cast)
                .orElseGet(() -> new InProcessBuildExecutor(algorithms, scratch, threads, limit));
        this.buildStage = new BuildStage(artifacts, documents, resolver, algorithms, builder, scratch, meters);
        this.gateStage = new GateStage(documents, resolver);
        this.publishStage = new PublishStage(artifacts, documents, algorithms, Signer.unsigned());
    }

    /**
     * @param memoryLimit of the rows in the database; empty to let it grow with them
     * @param trainerHeap of the process that trains; empty to train in this process
     */
    static BenchStages open(
            Path store, Path scratch, int threads, Optional<DataSize> memoryLimit, Optional<DataSize> trainerHeap) {
        return open(store, scratch, threads, memoryLimit, trainerHeap, ExecutorChoice.AUTO);
    }

    /** @param executor on which that process trains */
    static BenchStages open(
            Path store,
            Path scratch,
            int threads,
            Optional<DataSize> memoryLimit,
            Optional<DataSize> trainerHeap,
            ExecutorChoice executor) {
        JsonSchemas schemas = new JsonSchemas();
        Configuration configuration = Configuration.load(Path.of("config/profiles/local.yaml"), Map.of(), schemas);
        BenchStages stages =
                new BenchStages(store, configuration, schemas, scratch, threads, memoryLimit, trainerHeap, executor);
        stages.trainers.ifPresent(BenchStages::warmUp);
        return stages;
    }

    /** As a worker does when it starts; the first run finds a process that is ready. */
    private static void warmUp(TrainerProcessPool pool) {
        pool.warmUp();
        BenchHost.awaitIdleChildren();
    }

    /** Executes all stages for a request. */
    Publication runStages(ObjectNode document) {
        return finish(build(document));
    }

    /** A run whose model is trained and evaluated. */
    record BuiltRun(TrainBuildRequest request, RunIdentity identity, Evidence evidence) {}

    BuiltRun build(ObjectNode document) {
        TrainBuildRequest request = TrainBuildRequestReader.read(document);
        RunIdentity identity = RunIdentity.of(request);
        return new BuiltRun(request, identity, buildStage.build(started(request, identity)));
    }

    /** What is left to do: the verdict, the model card, and all documents that prove them. */
    Publication finish(BuiltRun run) {
        GateStage.Result judged = meters.timed(
                MeasuredStage.GATE,
                () -> gateStage.judge(
                        run.request().platformRunId(), run.identity().runKey(), run.evidence(), rows -> 1));
        if (!judged.decision().passed()) {
            throw new IllegalStateException(
                    "the gate must let the run pass: " + judged.decision().explain());
        }
        PublishableRun passed = new PublishableRun(
                run.identity().runKey(),
                run.request(),
                STARTED,
                RUN_CONFIG_DIGEST,
                judged.evidence(),
                Optional.empty(),
                BuildWorkers.UNKNOWN);
        return meters.timed(MeasuredStage.PUBLISH, () -> publishStage.publish(passed));
    }

    ResolvedTrainPlan plan(ObjectNode document) {
        TrainBuildRequest request = TrainBuildRequestReader.read(document);
        return resolver.resolve(request, RunIdentity.of(request), STARTED, RUN_CONFIG_DIGEST);
    }

    PreparedDataset prepare(ResolvedTrainPlan plan) {
        return prepare(plan.datasets(), plan.trainingProfile());
    }

    PreparedDataset prepare(List<ResolvedDataset> inputs, TrainingProfile profile) {
        return datasets.prepare(inputs, file -> files.localFile(file, store), profile, STARTED, HoldoutViews.none());
    }

    /** Where the rows of a plan lie, by reference. */
    Map<String, Path> files(ResolvedTrainPlan plan) {
        Map<String, Path> paths = new TreeMap<>();
        plan.datasets().stream()
                .flatMap(dataset -> dataset.materialization().files().stream())
                .forEach(file -> paths.put(file.ref(), files.localFile(file, store)));
        return paths;
    }

    /** The files of a plan, for a build that has no champion. */
    BuildInputs inputs(ResolvedTrainPlan plan) {
        Map<String, Path> paths = files(plan);
        return new BuildInputs() {
            @Override
            public InputStream open(DataFile file) {
                throw new UnsupportedOperationException("a build in this process reads local files");
            }

            @Override
            public Path localFile(DataFile file, Path folder) {
                return Objects.requireNonNull(paths.get(file.ref()), file.ref());
            }

            @Override
            public byte[] championModel() {
                throw new UnsupportedOperationException("there is no champion");
            }
        };
    }

    int stageSeed(ResolvedTrainPlan plan) {
        List<String> digests = plan.datasets().stream()
                .map(dataset -> dataset.manifestRef().sha256())
                .toList();
        return StageSeed.of(plan.trainingProfile().seedPolicy(), plan.identity().runKey(), digests);
    }

    /** The card of a published run. */
    ModelCard card(RunIdentity identity, Publication published) {
        return new CardReader(documents).ofRun(identity.runKey(), published.evidence(), BuildWorkers.UNKNOWN);
    }

    /** Where an artifact of a published run lies. */
    Path file(Publication published, Evidence.ArtifactName name) {
        return store.resolve(published.evidence().require(name).ref());
    }

    /** Where the time of all {@link #runStages}s went so far. */
    Map<String, Double> stageSeconds() {
        Map<String, Double> seconds = new TreeMap<>();
        for (Timer timer : registry.find("mf.stage.duration").timers()) {
            seconds.put(String.valueOf(timer.getId().getTag("stage")), timer.totalTime(TimeUnit.SECONDS));
        }
        return seconds;
    }

    private static RunRecord started(TrainBuildRequest request, RunIdentity identity) {
        return new RunRecord(
                new RunRecord.Identity(
                        identity.runKey(),
                        identity.trainRunKey(),
                        request.platformRunId(),
                        request.targetScope().scopeKey()),
                request.toJson(),
                RunState.RUNNING,
                ExecutionMode.FULL,
                new RunRecord.Publication(true, false),
                new RunRecord.Attempts(1, 0, 1, 0),
                Map.of(),
                Optional.empty(),
                0,
                new RunRecord.StartPin(Optional.of(STARTED), Optional.of(RUN_CONFIG_DIGEST), Optional.empty()),
                RunRecord.WorkerRecords.NONE,
                new RunRecord.Times(STARTED, STARTED, STARTED, Optional.empty()));
    }

    @Override
    public void close() {
        trainers.ifPresent(TrainerProcessPool::close);
        artifacts.close();
    }
}

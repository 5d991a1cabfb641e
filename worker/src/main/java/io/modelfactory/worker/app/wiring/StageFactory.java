package io.modelfactory.worker.app.wiring;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.folder.ReadableRoots;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.execution.BuildStage;
import io.modelfactory.worker.execution.RunObserver;
import io.modelfactory.worker.execution.RunWorkerPool;
import io.modelfactory.worker.execution.RunWorkerSettings;
import io.modelfactory.worker.gate.GateStage;
import io.modelfactory.worker.inspect.reproduce.ReproductionStages;
import io.modelfactory.worker.ledger.EvidenceAuditRecorder;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.model.ModelLoader;
import io.modelfactory.worker.publish.PublishStage;
import io.modelfactory.worker.release.Installation;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import io.modelfactory.worker.signing.Signer;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import io.modelfactory.worker.training.process.ChosenExecutor;
import io.modelfactory.worker.training.process.ExecutorChoice;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.file.Path;
import java.util.Optional;

/** The stages of a run, wired for one configuration. */
public final class StageFactory {
    private final Configuration configuration;
    private final ArtifactStore artifacts;
    private final DocumentStore documents;
    private final TrainPlanResolver resolver;
    private final TrainerRegistry algorithms = TrainerRegistry.discover();
    private final Path scratch;
    private final WorkerMeters meters;

    /** @param scratch folder for what need not last */
    public StageFactory(
            Configuration configuration,
            JsonSchemas schemas,
            ArtifactStore artifacts,
            Path scratch,
            WorkerMeters meters) {
        this.configuration = configuration;
        this.artifacts = artifacts;
        this.documents = new DocumentStore(artifacts, schemas);
        this.resolver = new TrainPlanResolver(
                artifacts,
                documents,
                schemas,
                ReadableRoots.of(
                        Installation.searchPath(),
                        configuration.profile().wiring().objectStore().profileRoots()));
        this.scratch = scratch;
        this.meters = meters;
    }

    /** The stages for those who only look: what they take is not measured. */
    public static StageFactory unmeasured(Configuration configuration, JsonSchemas schemas, ArtifactStore artifacts) {
        Path scratch = configuration.profile().wiring().training().scratch();
        return new StageFactory(
                configuration, schemas, artifacts, scratch, new WorkerMeters(new SimpleMeterRegistry()));
    }

    /**
     * @param builder executes the builds
     * @param signatory signs what is published
     * @param observer notified of every run that is executed
     */
    public RunWorkerPool runWorkerPool(
            RunLedger ledger,
            EvidenceAuditRecorder audits,
            String workerId,
            BuildExecutor builder,
            Signer signatory,
            RunObserver observer,
            UncaughtExceptionHandler onDeath) {
        Wiring wiring = configuration.profile().wiring();
        RunWorkerSettings settings = new RunWorkerSettings(
                workerId,
                wiring.training().concurrency(),
                wiring.lease().duration(),
                wiring.lease().heartbeat(),
                wiring.claims().poll(),
                configuration.launcherPolicy().retryBackoff());
        return new RunWorkerPool(
                ledger,
                audits,
                buildStage(builder),
                gateStage(),
                publishStage(signatory),
                settings,
                meters,
                observer,
                onDeath);
    }

    /** As below, on the executor that the profile names. */
    public ReproductionStages stages() {
        return stages(Optional.empty());
    }

    /**
     * The stages in which a run can be repeated, without the ledger: all in this process, which exists for nothing
     * else. A repetition is not signed.
     *
     * @param executor to train on; as the profile says if empty
     */
    public ReproductionStages stages(Optional<ExecutorChoice> executor) {
        Wiring.Training training = configuration.profile().wiring().training();
        ExecutorChoice choice = executor.orElseGet(() -> ExecutorChoice.named(training.executor()));
        BuildExecutor builder = new ChosenExecutor(
                new InProcessBuildExecutor(
                        algorithms,
                        scratch,
                        HostResources.threads(training.threads()),
                        TrainerProcessPoolFactory.databaseMemory(training),
                        choice == ExecutorChoice.SPARK
                                ? Optional.of(SparkSettingsFactory.clusters(
                                        configuration.profile().wiring()))
                                : Optional.empty(),
                        Optional.empty()),
                algorithms,
                choice,
                training.rowMemory().bytes(),
                training.budgetBytes(HostResources.memoryBytes()),
                Runtime.getRuntime().maxMemory(),
                meters);
        return new ReproductionStages(resolver, buildStage(builder), gateStage(), publishStage(Signer.unsigned()));
    }

    TrainPlanResolver resolver() {
        return resolver;
    }

    /** Loads and opens stored models. */
    ModelLoader models() {
        return algorithms;
    }

    DocumentStore documents() {
        return documents;
    }

    private GateStage gateStage() {
        return new GateStage(documents, resolver);
    }

    private PublishStage publishStage(Signer signatory) {
        return new PublishStage(artifacts, documents, algorithms, signatory);
    }

    private BuildStage buildStage(BuildExecutor builder) {
        return new BuildStage(artifacts, documents, resolver, algorithms, builder, scratch, meters);
    }
}

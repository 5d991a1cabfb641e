package io.modelfactory.worker.app.runtime;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.ReadableRoots;
import io.modelfactory.worker.build.Builder;
import io.modelfactory.worker.build.LocalBuilder;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.corridor.BuildStage;
import io.modelfactory.worker.corridor.Corridor;
import io.modelfactory.worker.corridor.CorridorSettings;
import io.modelfactory.worker.corridor.RunObserver;
import io.modelfactory.worker.gate.GateStage;
import io.modelfactory.worker.inspect.reproduce.Stages;
import io.modelfactory.worker.ledger.EvidenceAudits;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.publish.PublishStage;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import io.modelfactory.worker.signing.Signatory;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.file.Path;

/** The rooms along the corridor, wired for one configuration. */
final class Rooms {
    private final Configuration configuration;
    private final ArtifactStore artifacts;
    private final DocumentStore documents;
    private final TrainPlanResolver resolver;
    private final Path scratch;
    private final WorkerMeters meters;

    /** @param scratch folder for what need not last */
    Rooms(
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
                ReadableRoots.of(configuration.profile().wiring().objectStore().profileRoots()));
        this.scratch = scratch;
        this.meters = meters;
    }

    /**
     * @param builder does the builds of the corridor
     * @param signatory vouches for what is published
     * @param observer told of every run that is worked on
     */
    Corridor corridor(
            RunLedger ledger,
            EvidenceAudits audits,
            String workerId,
            Builder builder,
            Signatory signatory,
            RunObserver observer,
            UncaughtExceptionHandler onDeath) {
        Wiring wiring = configuration.profile().wiring();
        CorridorSettings settings = new CorridorSettings(
                workerId,
                wiring.training().concurrency(),
                wiring.lease().duration(),
                wiring.lease().heartbeat(),
                wiring.claims().poll(),
                configuration.launcherPolicy().retryBackoff(),
                configuration.launcherPolicy().maxFullRunAttempts());
        return new Corridor(
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

    /**
     * The rooms in which a run can be repeated, without the ledger: all in this process, which is there for nothing else.
     * Nobody vouches for what only is a repetition.
     */
    Stages stages() {
        Wiring.Training training = configuration.profile().wiring().training();
        Builder builder = new LocalBuilder(
                Machine.threads(training.threads()), training.memoryLimit().text());
        return new Stages(resolver, buildStage(builder), gateStage(), publishStage(Signatory.nobody()));
    }

    TrainPlanResolver resolver() {
        return resolver;
    }

    DocumentStore documents() {
        return documents;
    }

    private GateStage gateStage() {
        return new GateStage(documents, resolver);
    }

    private PublishStage publishStage(Signatory signatory) {
        return new PublishStage(artifacts, documents, signatory);
    }

    private BuildStage buildStage(Builder builder) {
        return new BuildStage(artifacts, documents, resolver, builder, scratch, meters);
    }
}

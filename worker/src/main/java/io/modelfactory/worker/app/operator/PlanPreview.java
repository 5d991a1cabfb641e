package io.modelfactory.worker.app.operator;

import io.modelfactory.contracts.JobCommand;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.wiring.StoreFactory;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.ReadableRoots;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.intake.AvroJsonConverter;
import io.modelfactory.worker.request.Authorisation;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import java.time.Clock;

/** Follows the references of a request as the worker will, and writes nothing. */
public final class PlanPreview implements AutoCloseable {
    private final ArtifactStore artifacts;
    private final TrainPlanResolver resolver;
    private final String runConfigDigest;
    private final Authorisation authorisation;
    private final Clock clock;

    private PlanPreview(ArtifactStore artifacts, Configuration configuration, JsonSchemas schemas, Clock clock) {
        this.artifacts = artifacts;
        this.resolver = new TrainPlanResolver(
                artifacts,
                new DocumentStore(artifacts, schemas),
                schemas,
                ReadableRoots.of(configuration.profile().wiring().objectStore().profileRoots()));
        this.runConfigDigest = configuration.runConfigDigest();
        this.authorisation = new Authorisation(configuration.launcherPolicy().authorisation());
        this.clock = clock;
    }

    /** @throws io.modelfactory.worker.failure.TransientFaultException if there is no store */
    public static PlanPreview open(Configuration configuration, JsonSchemas schemas, Clock clock) {
        Wiring.ObjectStore store = configuration.profile().wiring().objectStore();
        return new PlanPreview(StoreFactory.openReadOnly(store), configuration, schemas, clock);
    }

    /**
     * The plan as it would be now; its start is this moment, that of the run is not known yet.
     *
     * @throws io.modelfactory.worker.failure.FailureException as the run would fail
     */
    public ResolvedTrainPlan of(PreparedRequest prepared) {
        TrainBuildRequest request = TrainBuildRequestReader.read(
                AvroJsonConverter.toJson(prepared.message()).path(JobCommand.TRAIN_BUILD));
        ResolvedTrainPlan plan = resolver.resolve(request, RunIdentity.of(request), clock.instant(), runConfigDigest);
        authorisation.requireProfilesAllowed(request, plan.profileDigests());
        return plan;
    }

    @Override
    public void close() {
        artifacts.close();
    }
}

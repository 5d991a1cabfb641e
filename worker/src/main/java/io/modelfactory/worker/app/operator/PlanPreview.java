package io.modelfactory.worker.app.operator;

import io.modelfactory.contracts.JobCommand;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.wiring.StageFactory;
import io.modelfactory.worker.app.wiring.StoreFactory;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.inspect.reproduce.ReproductionStages;
import io.modelfactory.worker.intake.AvroJsonConverter;
import io.modelfactory.worker.request.Authorisation;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import java.time.Clock;

/** Follows the references of a request as the worker will, and writes nothing. */
public final class PlanPreview implements AutoCloseable {
    private final ArtifactStore artifacts;
    private final ReproductionStages stages;
    private final String runConfigDigest;
    private final Authorisation authorisation;
    private final Clock clock;

    private PlanPreview(ArtifactStore artifacts, Configuration configuration, JsonSchemas schemas, Clock clock) {
        this.artifacts = artifacts;
        this.stages = StageFactory.unmeasured(configuration, schemas, artifacts).stages();
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
     * The plan as it would be now, judged by the worker's own stages; its start is this moment, that of the run is not
     * known yet.
     *
     * @param readData whether the data is read and checked as well
     * @throws io.modelfactory.worker.failure.FailureException as the run would fail
     */
    public ResolvedTrainPlan of(PreparedRequest prepared, boolean readData) {
        TrainBuildRequest request = TrainBuildRequestReader.read(
                AvroJsonConverter.toJson(prepared.message()).path(JobCommand.TRAIN_BUILD));
        ResolvedTrainPlan plan =
                stages.resolver().resolve(request, RunIdentity.of(request), clock.instant(), runConfigDigest);
        authorisation.requireProfilesAllowed(request, plan.profileDigests());
        stages.build().rehearse(plan, readData);
        return plan;
    }

    @Override
    public void close() {
        artifacts.close();
    }
}

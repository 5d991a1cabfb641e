package io.modelfactory.worker.execution;

import static io.modelfactory.worker.failure.FailureCode.INVALID_TRANSITION;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ConcurrentWrites;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.audit.BufferedEvidenceAudit;
import io.modelfactory.worker.artifact.audit.EvidenceAudit;
import io.modelfactory.worker.background.ConcurrentTask;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.request.ProfileDigests;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.PinnedPlan;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import io.modelfactory.worker.telemetry.MeasuredStage;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.BuiltModel;
import io.modelfactory.worker.training.PreparationResult;
import io.modelfactory.worker.training.ScoringSample;
import io.modelfactory.worker.training.TemporaryFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Resolves, prepares, trains and evaluates: everything between a claimed run and EVAL_READY. All of it is deterministic
 * and written once, so a run that is built a second time writes the same bytes again. A {@link BuildExecutor} computes;
 * this class writes.
 */
public final class BuildStage {
    private final ArtifactStore artifacts;
    private final DocumentStore documents;
    private final TrainPlanResolver resolver;
    private final BuildSpecFactory specs;
    private final BuildExecutor builder;
    private final Path scratch;
    private final WorkerMeters meters;

    /** @param scratch folder for temporary files; each build deletes its own */
    public BuildStage(
            ArtifactStore artifacts,
            DocumentStore documents,
            TrainPlanResolver resolver,
            TrainerRegistry algorithms,
            BuildExecutor builder,
            Path scratch,
            WorkerMeters meters) {
        this.artifacts = artifacts;
        this.documents = documents;
        this.resolver = resolver;
        this.specs = new BuildSpecFactory(documents, algorithms);
        this.builder = builder;
        this.scratch = scratch;
        this.meters = meters;
    }

    /** @throws FailureException with the code of what prevents the build */
    public Evidence build(RunRecord run) {
        return build(run, Optional.empty());
    }

    /** @param authenticatedBy the id of the key that signed its request; empty if the requester is only claimed */
    public Evidence build(RunRecord run, Optional<String> authenticatedBy) {
        AdmittedRequest request = AdmittedRequest.of(run.request(), authenticatedBy);
        return build(
                run,
                0,
                EvidenceAudit.none(),
                () -> true,
                RunProgressListener.none(),
                any -> request,
                new BacktestStage(documents, builder, false));
    }

    /**
     * @param fencingToken of the claim that the run is built under
     * @param audit records what is read
     * @param wanted asked at intervals; a build that is not wanted any more ends with a transient fault
     * @param progress told how far the build has come
     * @param pinProfiles judges the requests of the run by its profiles, before anything is built with them, and
     *     returns the request that it is built for
     * @throws FailureException with the code of what prevents the build
     * @throws AttemptFailedException if the build takes more than it may
     */
    Evidence build(
            RunRecord run,
            long fencingToken,
            EvidenceAudit audit,
            BooleanSupplier wanted,
            RunProgressListener progress,
            Function<ProfileDigests, AdmittedRequest> pinProfiles) {
        return build(
                run, fencingToken, audit, wanted, progress, pinProfiles, new BacktestStage(documents, builder, true));
    }

    private Evidence build(
            RunRecord run,
            long fencingToken,
            EvidenceAudit audit,
            BooleanSupplier wanted,
            RunProgressListener progress,
            Function<ProfileDigests, AdmittedRequest> pinProfiles,
            BacktestStage backtests) {
        ResolvedTrainPlan resolved = timed(
                progress,
                RunStage.RESOLVE,
                () -> BufferedEvidenceAudit.recordTogether(audit, read -> resolve(run, resolver.withAudit(read))));
        AdmittedRequest request = pinProfiles.apply(resolved.profileDigests());
        ResolvedTrainPlan plan = resolved.withRequest(request.request());
        // The profiles are validated before the first row is read, not after an hour of training.
        Gate gate = Gate.of(plan.governanceProfile());
        TrainerProvider algorithm = specs.trainer(plan);
        InputAudit inputs = new InputAudit(audit, artifacts, plan.baseline());
        BuildSpec spec = specs.of(plan).underToken(fencingToken);
        BuildDocuments content =
                new BuildDocuments(plan, request.authentication(), spec.stageSeed(), algorithm.format());
        try (TemporaryFolder folder = TemporaryFolder.create(scratch, "build-")) {
            return ConcurrentWrites.during(artifacts, writes -> {
                BuildEvidence evidence = new BuildEvidence(run, content, writes, documents.over(writes));
                ArtifactRef pinned = evidence.plan(plan);
                requireUsable(spec, algorithm);
                Optional<ObjectNode> backtest = backtests.build(
                        run.platformRunId(),
                        specs.windows(plan).stream()
                                .map(window -> window.underToken(fencingToken))
                                .toList(),
                        pinned,
                        inputs,
                        folder.path(),
                        wanted,
                        progress);
                try (BuildExecution build = builder.start(spec, wanted, progress)) {
                    PreparationResult rows =
                            timed(progress, RunStage.DATASET, () -> inputs.auditRefusal(() -> build.prepare(inputs)));
                    // What was built from other inputs before is found before it is trained again.
                    writes.await();
                    Path modelFile = folder.path().resolve(algorithm.format().fileName());
                    BuiltModel model = besideWriting(
                            () -> {
                                inputs.recordFiles();
                                evidence.executionRecord(rows);
                            },
                            () -> train(build, modelFile, progress));
                    evaluate(gate, build, backtest, progress, evidence, () -> evidence.model(rows, model, modelFile));
                    return evidence.receipts();
                }
            });
        }
    }

    /** Judges a plan as {@link #build} will, up to the first row or, if asked, to the last; writes nothing. */
    public void rehearse(ResolvedTrainPlan plan, boolean readData) {
        Gate.of(plan.governanceProfile());
        TrainerProvider algorithm = specs.trainer(plan);
        BuildSpec spec = specs.of(plan);
        requireUsable(spec, algorithm);
        List<BuildSpec> windows = specs.windows(plan);
        if (readData) {
            if (!windows.isEmpty()) {
                try (BuildExecution oldest = builder.start(windows.get(0), () -> true)) {
                    oldest.prepare(new InputAudit(EvidenceAudit.none(), artifacts, plan.baseline()));
                }
            }
            try (BuildExecution build = builder.start(spec, () -> true)) {
                build.prepare(new InputAudit(EvidenceAudit.none(), artifacts, plan.baseline()));
            }
        }
    }

    /** Refuses what the plan alone shows to be unusable, before a file is fetched. */
    private static void requireUsable(BuildSpec spec, TrainerProvider algorithm) {
        spec.requireUsableDeclarations();
        algorithm.requireFeatures(spec.profile().hyperParameters(), spec.featureTypes());
    }

    /** See {@link WrittenInputs#of}. */
    Map<String, ArtifactRef> written(RunRecord run, FailureCode failure) {
        return WrittenInputs.of(artifacts, run, failure);
    }

    private <T> T timed(RunProgressListener progress, RunStage stage, Supplier<T> work) {
        progress.onStage(stage);
        return meters.timed(MeasuredStage.valueOf(stage.name()), work);
    }

    private ResolvedTrainPlan resolve(RunRecord run, TrainPlanResolver audited) {
        TrainBuildRequest request = TrainBuildRequestReader.read(run.request());
        Instant start = run.executionStartedAt().orElseThrow(() -> notStarted(run));
        String runConfigDigest = run.runConfigDigest().orElseThrow(() -> notStarted(run));
        // An earlier attempt may have pinned its inputs; if they changed, the failure names them, not the plan.
        PinnedPlan.find(documents, ArtifactKeys.resolvedTrainPlan(run.platformRunId(), run.runKey()))
                .ifPresent(plan -> audited.requireUnchanged(plan, request, runConfigDigest));
        return audited.resolve(request, RunIdentity.of(request), start, runConfigDigest);
    }

    private static FailureException notStarted(RunRecord run) {
        return new FailureException(INVALID_TRANSITION, run.runKey() + ": was never started; a claim pins its start");
    }

    private BuiltModel train(BuildExecution build, Path modelFile, RunProgressListener progress) {
        progress.onStage(RunStage.CHAMPION);
        meters.time(MeasuredStage.CHAMPION, build::measureChampion);
        return timed(progress, RunStage.TRAIN, () -> build.train(modelFile));
    }

    /**
     * Documents are made while the builder computes what the next ones say.
     *
     * @param describeModel writes the documents that come before those of the evaluation
     */
    private void evaluate(
            Gate gate,
            BuildExecution build,
            Optional<ObjectNode> backtest,
            RunProgressListener progress,
            BuildEvidence evidence,
            Runnable describeModel) {
        ScoringSample sample = besideWriting(describeModel, () -> timed(progress, RunStage.SCORE, build::score));
        ObjectNode metrics = besideWriting(
                () -> evidence.scoringSample(sample), () -> timed(progress, RunStage.EVALUATE, build::evaluate));
        backtest.ifPresent(windows -> metrics.set("backtest", windows));
        evidence.evalReport(metrics, gate.decide(metrics).verdict());
    }

    private static <T> T besideWriting(Runnable writing, Supplier<T> computing) {
        return ConcurrentTask.beside(
                "evidence",
                () -> {
                    writing.run();
                    return true;
                },
                computing,
                (written, computed) -> computed);
    }
}

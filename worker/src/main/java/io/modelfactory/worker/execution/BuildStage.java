package io.modelfactory.worker.execution;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_PACK_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EXECUTION_RECORD_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.INVALID_TRANSITION;
import static io.modelfactory.worker.failure.FailureCode.RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.WORKER_RUNTIME_ERROR;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.BufferedEvidenceAudit;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.EvidenceAudit;
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
        try (TemporaryFolder folder = TemporaryFolder.create(scratch, "build-")) {
            InputAudit inputs = new InputAudit(audit, artifacts, plan.baseline());
            BuildSpec spec = specs.of(plan).underToken(fencingToken);
            BuildDocuments content =
                    new BuildDocuments(plan, request.authentication(), spec.stageSeed(), algorithm.format());
            Evidence evidence = write(
                    Evidence.none(),
                    ArtifactName.RESOLVED_TRAIN_PLAN,
                    ContractDocument.RESOLVED_TRAIN_PLAN,
                    ArtifactKeys.resolvedTrainPlan(run.platformRunId(), run.runKey()),
                    plan.toJson(),
                    RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION);
            requireUsable(spec, algorithm);
            Optional<ObjectNode> backtest = backtests.build(
                    run.platformRunId(),
                    specs.windows(plan).stream()
                            .map(window -> window.underToken(fencingToken))
                            .toList(),
                    evidence.require(ArtifactName.RESOLVED_TRAIN_PLAN),
                    inputs,
                    folder.path(),
                    wanted,
                    progress);
            try (BuildExecution build = builder.start(spec, wanted, progress)) {
                PreparationResult rows =
                        timed(progress, RunStage.DATASET, () -> inputs.auditFiles(() -> build.prepare(inputs)));
                evidence = write(
                        evidence,
                        ArtifactName.EXECUTION_RECORD,
                        ContractDocument.EXECUTION_RECORD,
                        ArtifactKeys.executionRecord(run.platformRunId(), run.runKey()),
                        content.executionRecord(rows, evidence),
                        EXECUTION_RECORD_IMMUTABILITY_VIOLATION);
                progress.onStage(RunStage.CHAMPION);
                meters.time(MeasuredStage.CHAMPION, build::measureChampion);
                Path modelFile = folder.path().resolve(algorithm.format().fileName());
                BuiltModel model = timed(progress, RunStage.TRAIN, () -> build.train(modelFile));
                evidence = writeModel(run, content, rows, model, modelFile, evidence);
                evidence = evaluate(run, content, gate, build, backtest, progress, evidence);
            }
            return writeReceipts(run, content, evidence);
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

    private Evidence writeModel(
            RunRecord run,
            BuildDocuments content,
            PreparationResult rows,
            BuiltModel model,
            Path modelFile,
            Evidence soFar) {
        Evidence evidence = soFar.with(
                ArtifactName.MODEL,
                artifacts.writeFile(
                        ArtifactKeys.model(
                                run.platformRunId(),
                                run.runKey(),
                                modelFile.getFileName().toString()),
                        modelFile,
                        TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION));
        if (model.bins().isPresent()) {
            evidence = write(
                    evidence,
                    ArtifactName.CUTS,
                    ContractDocument.CUTS,
                    ArtifactKeys.cuts(run.platformRunId(), run.runKey()),
                    content.cuts(rows.features(), model.bins().get()),
                    TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);
        }
        return write(
                evidence,
                ArtifactName.MODEL_ARTIFACT,
                ContractDocument.MODEL_ARTIFACT,
                ArtifactKeys.modelDescriptor(run.platformRunId(), run.runKey()),
                content.modelDescriptor(rows, model, evidence),
                TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);
    }

    private Evidence evaluate(
            RunRecord run,
            BuildDocuments content,
            Gate gate,
            BuildExecution build,
            Optional<ObjectNode> backtest,
            RunProgressListener progress,
            Evidence soFar) {
        ScoringSample sample = timed(progress, RunStage.SCORE, build::score);
        Evidence evidence = write(
                soFar,
                ArtifactName.SCORING_SAMPLE,
                ContractDocument.SCORING_SAMPLE,
                ArtifactKeys.scoringSample(run.platformRunId(), run.runKey()),
                content.scoringSample(sample),
                TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);
        ObjectNode metrics = timed(progress, RunStage.EVALUATE, build::evaluate);
        backtest.ifPresent(windows -> metrics.set("backtest", windows));
        ObjectNode report = content.evalReport(metrics, gate.decide(metrics).verdict());
        return evidence.with(
                ArtifactName.EVAL_REPORT,
                documents.write(
                        ContractDocument.EVAL_REPORT,
                        ArtifactKeys.evalReport(run.platformRunId(), run.runKey(), content.evalReportId()),
                        report,
                        EVAL_REPORT_INVALID,
                        EVAL_REPORT_IMMUTABILITY_VIOLATION));
    }

    private Evidence writeReceipts(RunRecord run, BuildDocuments content, Evidence soFar) {
        Evidence evidence = write(
                soFar,
                ArtifactName.EVIDENCE_PACK,
                ContractDocument.EVIDENCE_PACK,
                ArtifactKeys.evidencePack(run.platformRunId(), run.runKey()),
                content.evidencePack(soFar),
                EVIDENCE_PACK_IMMUTABILITY_VIOLATION);
        return write(
                evidence,
                ArtifactName.EXECUTION_RECEIPT,
                ContractDocument.TRAIN_EVAL_RECEIPT,
                ArtifactKeys.executionReceipt(run.platformRunId(), run.runKey()),
                content.trainEvalReceipt(evidence),
                TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION);
    }

    private Evidence write(
            Evidence evidence,
            ArtifactName name,
            ContractDocument kind,
            String key,
            ObjectNode document,
            FailureCode ifDifferent) {
        // A document of this worker that breaks its schema is a bug, whatever the run.
        return evidence.with(name, documents.write(kind, key, document, WORKER_RUNTIME_ERROR, ifDifferent));
    }
}

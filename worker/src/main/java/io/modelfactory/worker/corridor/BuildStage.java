package io.modelfactory.worker.corridor;

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
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.dataset.DatasetPreparer;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.TestViews;
import io.modelfactory.worker.evaluate.Champion;
import io.modelfactory.worker.evaluate.TestRows;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.ledger.RunRecord;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.GovernanceProfile.Slice;
import io.modelfactory.worker.resolve.PinnedPlan;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.telemetry.Stage;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.train.StageSeed;
import io.modelfactory.worker.train.TrainedModel;
import io.modelfactory.worker.train.Trainer;
import io.modelfactory.worker.train.Trainers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Resolves, prepares, trains and evaluates: everything between a claimed run and EVAL_READY. All of it is deterministic and
 * written once, so a run that is built a second time writes the same bytes over its own traces.
 */
public final class BuildStage {
    private final ArtifactStore artifacts;
    private final DocumentStore documents;
    private final TrainPlanResolver resolver;
    private final DatasetPreparer datasets;
    private final int threads;
    private final WorkerMeters meters;

    /** @param threads for one training */
    public BuildStage(
            ArtifactStore artifacts,
            DocumentStore documents,
            TrainPlanResolver resolver,
            DatasetPreparer datasets,
            int threads,
            WorkerMeters meters) {
        this.artifacts = artifacts;
        this.documents = documents;
        this.resolver = resolver;
        this.datasets = datasets;
        this.threads = threads;
        this.meters = meters;
    }

    /** @throws FailureException by the code of whatever stands in the way */
    public Evidence build(RunRecord run) {
        return build(run, EvidenceAudit.none());
    }

    /**
     * As above.
     *
     * @param audit takes down what is read
     */
    public Evidence build(RunRecord run, EvidenceAudit audit) {
        ResolvedTrainPlan plan = meters.timed(Stage.RESOLVE, () -> resolve(run, resolver.audited(audit)));
        TrainingProfile profile = plan.trainingProfile();
        // What the profiles ask for is checked before the first row is read, not after an hour of training.
        Gate gate = Gate.of(plan.governanceProfile());
        Trainer trainer = Trainers.forAlgorithm(profile.algorithmId(), threads);
        trainer.requireValid(profile.hyperParameters());
        InputAudit inputs = new InputAudit(audit);
        Optional<Champion> champion = plan.baseline()
                .map(pinned -> inputs.champion(pinned, () -> Champion.load(artifacts, documents, pinned)));

        BuildDocuments content = new BuildDocuments(plan, stageSeed(plan));
        Evidence evidence = write(
                Evidence.none(),
                Name.RESOLVED_TRAIN_PLAN,
                ContractDocument.RESOLVED_TRAIN_PLAN,
                ArtifactKeys.resolvedTrainPlan(run.platformRunId(), run.runKey()),
                plan.toJson(),
                RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION);
        PreparedDataset dataset = meters.timed(
                Stage.DATASET,
                () -> inputs.files(
                        plan.datasets(),
                        () -> datasets.prepare(
                                plan.datasets(), profile, content.stageSeed(), testViews(plan, champion))));
        evidence = write(
                evidence,
                Name.EXECUTION_RECORD,
                ContractDocument.EXECUTION_RECORD,
                ArtifactKeys.executionRecord(run.platformRunId(), run.runKey()),
                content.executionRecord(dataset, evidence),
                EXECUTION_RECORD_IMMUTABILITY_VIOLATION);
        TestRows testRows = meters.timed(Stage.CHAMPION, () -> TestRows.of(dataset, champion));
        TrainedModel model = meters.timed(
                Stage.TRAIN,
                () -> trainer.train(
                        dataset.train(),
                        dataset.validation(),
                        dataset.features(),
                        profile.hyperParameters(),
                        content.stageSeed()));
        evidence = writeModel(run, content, dataset, model, evidence);
        evidence = evaluate(run, content, gate, testRows, dataset, model, evidence);
        return writeReceipts(run, content, evidence);
    }

    private ResolvedTrainPlan resolve(RunRecord run, TrainPlanResolver audited) {
        TrainBuildRequest request = TrainBuildRequestReader.read(run.request());
        Instant start = run.executionStartedAt().orElseThrow(() -> neverStarted(run));
        String runConfigDigest = run.runConfigDigest().orElseThrow(() -> neverStarted(run));
        // An earlier attempt may have pinned its inputs; if they have changed since, they are to blame, not the plan.
        PinnedPlan.find(documents, ArtifactKeys.resolvedTrainPlan(run.platformRunId(), run.runKey()))
                .ifPresent(audited::requireUnchanged);
        return audited.resolve(request, RunIdentity.of(request), start, runConfigDigest);
    }

    private static FailureException neverStarted(RunRecord run) {
        return new FailureException(INVALID_TRANSITION, run.runKey() + ": was never started");
    }

    private static int stageSeed(ResolvedTrainPlan plan) {
        return StageSeed.of(
                plan.trainingProfile().seedPolicy(),
                plan.identity().runKey(),
                plan.datasets().stream()
                        .map(dataset -> dataset.manifestRef().sha256())
                        .toList());
    }

    private static TestViews testViews(ResolvedTrainPlan plan, Optional<Champion> champion) {
        List<Slice> slices = plan.governanceProfile().slices().orElse(List.of());
        return new TestViews(
                champion.map(Champion::features).orElse(List.of()),
                slices.stream().map(Slice::column).toList());
    }

    private Evidence writeModel(
            RunRecord run, BuildDocuments content, PreparedDataset dataset, TrainedModel model, Evidence soFar) {
        Evidence evidence = soFar.with(
                Name.MODEL,
                artifacts.write(
                        ArtifactKeys.model(run.platformRunId(), run.runKey()),
                        model.content(),
                        TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION));
        return write(
                evidence,
                Name.MODEL_ARTIFACT,
                ContractDocument.MODEL_ARTIFACT,
                ArtifactKeys.modelDescriptor(run.platformRunId(), run.runKey()),
                content.modelDescriptor(dataset.features(), model, evidence),
                TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);
    }

    private Evidence evaluate(
            RunRecord run,
            BuildDocuments content,
            Gate gate,
            TestRows testRows,
            PreparedDataset dataset,
            TrainedModel model,
            Evidence soFar) {
        float[] scores = meters.timed(Stage.SCORE, () -> testRows.score(model));
        Evidence evidence = write(
                soFar,
                Name.SCORING_SAMPLE,
                ContractDocument.SCORING_SAMPLE,
                ArtifactKeys.scoringSample(run.platformRunId(), run.runKey()),
                content.scoringSample(dataset.test().features(), scores),
                TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);
        ObjectNode metrics =
                meters.timed(Stage.EVALUATE, () -> testRows.metrics(model, scores, content.decisionThreshold()));
        ObjectNode report = content.evalReport(metrics, gate.decide(metrics).verdict());
        return evidence.with(
                Name.EVAL_REPORT,
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
                Name.EVIDENCE_PACK,
                ContractDocument.EVIDENCE_PACK,
                ArtifactKeys.evidencePack(run.platformRunId(), run.runKey()),
                content.evidencePack(soFar),
                EVIDENCE_PACK_IMMUTABILITY_VIOLATION);
        return write(
                evidence,
                Name.EXECUTION_RECEIPT,
                ContractDocument.TRAIN_EVAL_RECEIPT,
                ArtifactKeys.executionReceipt(run.platformRunId(), run.runKey()),
                content.trainEvalReceipt(evidence),
                TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION);
    }

    private Evidence write(
            Evidence evidence,
            Name name,
            ContractDocument kind,
            String key,
            ObjectNode document,
            FailureCode ifDifferent) {
        // A document of our own that breaks its schema is a bug, whatever the run.
        return evidence.with(name, documents.write(kind, key, document, WORKER_RUNTIME_ERROR, ifDifferent));
    }
}

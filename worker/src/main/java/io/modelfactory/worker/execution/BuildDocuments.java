package io.modelfactory.worker.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.model.TrainingBins;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.training.BuiltModel;
import io.modelfactory.worker.training.PreparationResult;
import io.modelfactory.worker.training.ScoringSample;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** The documents that a build writes, from one plan. Nothing in them depends on clock, host or store. */
final class BuildDocuments {
    private final ResolvedTrainPlan plan;
    private final String authentication;
    private final int stageSeed;
    private final ModelFormat format;

    /**
     * @param authentication how the requester is known
     * @param format of the model that the plan asks for
     */
    BuildDocuments(ResolvedTrainPlan plan, String authentication, int stageSeed, ModelFormat format) {
        this.plan = plan;
        this.authentication = authentication;
        this.stageSeed = stageSeed;
        this.format = format;
    }

    String evalReportId() {
        return plan.identity().evalReportId();
    }

    ObjectNode executionRecord(PreparationResult rows, Evidence evidence) {
        ObjectNode record = aboutRun("learning.mf_execution_record.v0")
                .put("platform_run_id", plan.request().platformRunId())
                .put("execution_started_at_utc", plan.executionStartedAt().toString())
                .put("stage_seed", stageSeed);
        record.set("requested_by", requestedBy());
        record.set("split", rows.split());
        record.set("seed_policy", Json.tree(plan.trainingProfile().seedPolicy()));
        record.set("leakage_checks", Json.tree(rows.leakageChecks()));
        record.set("data_summary", Json.tree(rows.summary()));
        record.set("scoring_sample", Json.tree(plan.trainingProfile().sampleSource()));
        record.set("training_profile", Json.tree(plan.trainingProfilePin()));
        record.set("governance_profile", Json.tree(plan.governanceProfilePin()));
        record.set("resolved_train_plan", ref(evidence, ArtifactName.RESOLVED_TRAIN_PLAN));
        ArrayNode digests = record.putArray("manifest_digests");
        plan.datasets()
                .forEach(input -> digests.addObject()
                        .put("dataset_manifest_id", input.manifest().datasetManifestId())
                        .put("sha256", input.manifestRef().sha256()));
        return record;
    }

    /** The request that created the run. The run's identity does not depend on it; auditors need it. */
    private ObjectNode requestedBy() {
        return Json.object()
                .put("request_id", plan.request().requestId())
                .put("requester_principal", plan.request().requesterPrincipal())
                .put("authentication", authentication);
    }

    /** @param bins of the features, in their order */
    ObjectNode cuts(List<EncodedFeature> features, TrainingBins bins) {
        ObjectNode document =
                aboutRun("learning.mf_cuts.v0").put("recipe", bins.recipe()).put("sample_rows", bins.sampleRows());
        ArrayNode list = document.putArray("features");
        for (int column = 0; column < features.size(); column++) {
            ObjectNode feature =
                    list.addObject().put("name", features.get(column).name());
            if (features.get(column).type() == FeatureType.NUMERIC) {
                bins.starts().get(column).forEach(feature.putArray("starts")::add);
            } else {
                feature.put("categories", features.get(column).categories().size());
            }
        }
        return document;
    }

    ObjectNode modelDescriptor(PreparationResult rows, BuiltModel model, Evidence evidence) {
        ObjectNode descriptor = aboutRun("learning.mf_model_artifact.v0")
                .put("algorithm_id", plan.trainingProfile().algorithmId())
                .put("format", format.id())
                .put("stage_seed", stageSeed)
                .put("rounds", model.iterations())
                .put("decision_threshold", model.decisionThreshold());
        descriptor.set("model", ref(evidence, ArtifactName.MODEL));
        descriptor.set("split", rows.split());
        descriptor.set("hyper_parameters", Json.tree(plan.trainingProfile().hyperParameters()));
        descriptor.putObject("library").put("name", format.library()).put("version", model.libraryVersion());
        ArrayNode list = descriptor.putArray("features");
        rows.features().forEach(feature -> list.add(feature(feature)));
        descriptor.set(
                "structure",
                model.structure()
                        .map(Json::tree)
                        .orElseGet(() -> Json.object()
                                .put("absent", "models of the format " + format.id() + " are not opened")));
        evidence.find(ArtifactName.CUTS).ifPresent(cuts -> descriptor.set("cuts", Json.tree(cuts)));
        model.calibration().ifPresent(calibration -> descriptor.set("calibration", Json.tree(calibration)));
        return descriptor;
    }

    ObjectNode scoringSample(ScoringSample sample) {
        ObjectNode document = aboutRun("learning.mf_scoring_sample.v0");
        document.set("source", Json.tree(sample.source()));
        document.set("rows", sample.rows());
        document.set("scores", sample.scores());
        sample.inputs().ifPresent(inputs -> document.set("inputs", inputs));
        sample.opened().ifPresent(opened -> document.setAll(Json.objectTree(opened)));
        return document;
    }

    ObjectNode evalReport(ObjectNode metrics, Verdict decision) {
        ObjectNode report = Json.object()
                .put("schema_version", "learning.eval_report.v0")
                .put("eval_report_id", evalReportId())
                .put(
                        "dataset_manifest_ref",
                        plan.datasets().get(0).manifestRef().ref())
                .put("gate_decision", decision.name());
        report.set("metrics", metrics);
        report.putObject("provenance")
                .put("mf_code_release_id", plan.request().mfCodeReleaseId())
                .put("config_revision", plan.request().configRevision())
                .put("run_config_digest", plan.runConfigDigest());
        return report;
    }

    ObjectNode evidencePack(Evidence evidence) {
        ObjectNode pack = aboutRun("learning.mf_evidence_pack.v0");
        ArrayNode list = pack.putArray("evidence");
        new TreeMap<>(evidence.refs())
                .forEach((name, ref) -> list.add(Json.objectTree(ref).put("name", name)));
        return pack;
    }

    ObjectNode trainEvalReceipt(Evidence evidence) {
        ObjectNode receipt = aboutRun("learning.mf_train_eval_receipt.v0")
                .put("platform_run_id", plan.request().platformRunId())
                .put("execution_started_at_utc", plan.executionStartedAt().toString())
                .put("stage", "EVAL_READY");
        receipt.set("evidence_pack", ref(evidence, ArtifactName.EVIDENCE_PACK));
        receipt.set("eval_report", ref(evidence, ArtifactName.EVAL_REPORT));
        receipt.set("model_artifact", ref(evidence, ArtifactName.MODEL_ARTIFACT));
        return receipt;
    }

    private ObjectNode aboutRun(String schemaVersion) {
        return Json.object()
                .put("schema_version", schemaVersion)
                .put("run_key", plan.identity().runKey());
    }

    private ObjectNode feature(EncodedFeature feature) {
        ObjectNode json = Json.object()
                .put("name", feature.name())
                .put("type", feature.type().name().toLowerCase(Locale.ROOT));
        if (feature.type() == FeatureType.CATEGORICAL) {
            json.set("categories", Json.tree(feature.categories()));
            feature.unknownCategory().ifPresent(unknown -> json.set("unknown_category", Json.tree(unknown)));
        }
        plan.trainingProfile()
                .reasonTexts()
                .map(texts -> texts.get(feature.name()))
                .ifPresent(text -> json.put("reason_text", text));
        return json;
    }

    private static JsonNode ref(Evidence evidence, ArtifactName name) {
        return Json.tree(evidence.require(name));
    }
}

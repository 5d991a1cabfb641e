package io.modelfactory.worker.artifact;

/**
 * Every key of the store, spelt in this one place. Ids become segments of a key, so each must be a single safe one;
 * others are refused with {@code REF_ACCESS_DENIED}. {@code runId} is the platform run id, {@code runKey} the train
 * run's.
 */
public final class ArtifactKeys {
    /** Names in a bundle's directory that are the same for every bundle; a run's folder uses some of them too. */
    public static final String BUNDLE_MANIFEST = "bundle_manifest.json";

    public static final String BUNDLE_PUBLICATION = "bundle_publication.json";
    public static final String MODEL_ARTIFACT = "model_artifact.json";
    public static final String EVAL_REPORT = "eval_report.json";
    public static final String SCORING_SAMPLE = "scoring_sample.json";
    public static final String GATE_RECEIPT = "gate_receipt.json";
    public static final String PUBLISH_OVERRIDE = "override.json";
    public static final String MODEL_CARD = "model_card.md";
    public static final String MODEL_CARD_HTML = "model_card.html";
    public static final String PROVENANCE = "provenance.dsse.json";

    private ArtifactKeys() {}

    public static String datasetManifest(String runId, String manifestId) {
        return key("%s/ofs/manifests/%s.json", runId, manifestId);
    }

    public static String datasetMaterialization(String runId, String manifestId) {
        return key("%s/ofs/datasets/%s/materialization.json", runId, manifestId);
    }

    /** A data file of a dataset that was added from files. */
    public static String datasetFile(String runId, String manifestId, String fileName) {
        return key("%s/ofs/datasets/%s/%s", runId, manifestId, fileName);
    }

    /** A training or governance profile that a user brought, by the SHA-256 of its bytes. */
    public static String ownProfile(String sha256) {
        return key("profiles/%s.yaml", sha256);
    }

    public static String resolvedTrainPlan(String runId, String runKey) {
        return key("%s/mf/resolved_train_plan/%s.json", runId, runKey);
    }

    public static String executionRecord(String runId, String runKey) {
        return trainRun("execution_record.json", runId, runKey);
    }

    public static String cuts(String runId, String runKey) {
        return trainRun("artifacts/cuts.json", runId, runKey);
    }

    public static String modelDescriptor(String runId, String runKey) {
        return trainRun("artifacts/" + MODEL_ARTIFACT, runId, runKey);
    }

    /** @param fileName of the model's format, such as {@code model.ubj} */
    public static String model(String runId, String runKey, String fileName) {
        return trainRun("artifacts/%s", runId, runKey, fileName);
    }

    /** Encoded test rows and the scores the model gave them when it was trained. */
    public static String scoringSample(String runId, String runKey) {
        return trainRun("artifacts/" + SCORING_SAMPLE, runId, runKey);
    }

    /** One window of a backtest. */
    public static String backtestWindow(String runId, String runKey, int number) {
        return trainRun("backtest/window_%s.json", runId, runKey, String.valueOf(number));
    }

    public static String evalReport(String runId, String runKey, String evalReportId) {
        return trainRun("eval_report/%s.json", runId, runKey, evalReportId);
    }

    public static String evidencePack(String runId, String runKey) {
        return trainRun("evidence/evidence_pack.json", runId, runKey);
    }

    public static String executionReceipt(String runId, String runKey) {
        return trainRun("execution_receipt.json", runId, runKey);
    }

    public static String gateReceipt(String runId, String runKey) {
        return trainRun("gate/" + GATE_RECEIPT, runId, runKey);
    }

    public static String publishEligibility(String runId, String runKey) {
        return trainRun("gate/publish_eligibility.json", runId, runKey);
    }

    public static String bundlePublication(String runId, String runKey) {
        return trainRun("bundle/" + BUNDLE_PUBLICATION, runId, runKey);
    }

    public static String publishOverride(String runId, String runKey) {
        return trainRun("publish/" + PUBLISH_OVERRIDE, runId, runKey);
    }

    public static String publishHandshakeReceipt(String runId, String runKey) {
        return trainRun("publish/publish_handshake_receipt.json", runId, runKey);
    }

    public static String completionMarker(String runId, String runKey) {
        return trainRun("_COMPLETE", runId, runKey);
    }

    public static String invocationReceipt(String runId, String requestId) {
        return key("%s/mf/job_invocations/%s.json", runId, requestId);
    }

    /** What the ledger says of a platform run on one day, and whether the store agrees. */
    public static String dayReconciliation(String runId, String day) {
        return key("%s/mf/reconciliation/%s.json", runId, day);
    }

    /** The same over the whole life of a platform run, written when it is closed. */
    public static String finalReconciliation(String runId) {
        return key("%s/learning/reconciliation/mf_reconciliation.json", runId);
    }

    /** The append-only registry record, written after everything that lies beside it. */
    public static String registryRecord(String bundleId, String bundleVersion) {
        return registryFile(bundleId, bundleVersion, BUNDLE_PUBLICATION);
    }

    /** Names, digests and sizes of the files beside it. */
    public static String registryBundleManifest(String bundleId, String bundleVersion) {
        return registryFile(bundleId, bundleVersion, BUNDLE_MANIFEST);
    }

    /** The signed provenance statement about a bundle, if it is signed; no part of the bundle. */
    public static String registryProvenance(String bundleId, String bundleVersion) {
        return registryFile(bundleId, bundleVersion, PROVENANCE);
    }

    /** A file of the bundle's own directory in the registry, such as {@code model.ubj}. */
    public static String registryFile(String bundleId, String bundleVersion, String fileName) {
        return key("registry/bundles/%s/%s/%s", bundleId, bundleVersion, fileName);
    }

    public static String bundlePublishedEvent(String bundleId, String bundleVersion) {
        return key("registry/events/%s/%s/bundle_published_event.json", bundleId, bundleVersion);
    }

    /** The folder of a run: everything that it wrote but its plan, its receipts and its bundle in the registry. */
    public static String trainRunFolder(String runId, String runKey) {
        return key("%s/mf/train_runs/%s", runId, runKey);
    }

    /** The folder of a bundle in the registry. */
    public static String registryFolder(String bundleId, String bundleVersion) {
        return key("registry/bundles/%s/%s", bundleId, bundleVersion);
    }

    /** The folder of a bundle's lifecycle events. */
    public static String registryEventFolder(String bundleId, String bundleVersion) {
        return key("registry/events/%s/%s", bundleId, bundleVersion);
    }

    private static String trainRun(String path, String... ids) {
        return key("%s/mf/train_runs/%s/" + path, ids);
    }

    private static String key(String pattern, String... ids) {
        for (String id : ids) {
            KeyValidator.requireValidSegment(id);
        }
        return KeyValidator.requireValid(pattern.formatted((Object[]) ids));
    }
}

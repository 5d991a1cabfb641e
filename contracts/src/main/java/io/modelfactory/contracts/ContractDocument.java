package io.modelfactory.contracts;

import java.util.Locale;
import org.jspecify.annotations.NullMarked;

/** Every document that has a JSON Schema. The README has one example of each. */
@NullMarked
public enum ContractDocument {
    MF_JOB_REQUEST,
    MF_TRAIN_BUILD_REQUEST,
    MF_PUBLISH_RETRY,
    MF_PUBLISH_OVERRIDE,

    DATASET_MANIFEST,
    DATASET_MATERIALIZATION,

    RESOLVED_TRAIN_PLAN,
    EXECUTION_RECORD,
    CUTS,
    MODEL_ARTIFACT,
    SCORING_SAMPLE,
    BACKTEST_WINDOW,
    EVAL_REPORT,
    EVIDENCE_PACK,
    TRAIN_EVAL_RECEIPT,
    GATE_RECEIPT,
    PUBLISH_ELIGIBILITY,
    PUBLISH_OVERRIDE,

    BUNDLE_PUBLICATION,
    BUNDLE_MANIFEST,
    PROVENANCE_STATEMENT,
    DSSE_ENVELOPE,
    PUBLISH_HANDSHAKE_RECEIPT,
    COMPLETION_MARKER,
    REGISTRY_LIFECYCLE_EVENT,
    MF_JOB_INVOCATION_RECEIPT,
    MF_RECONCILIATION,

    TRAINING_PROFILE,
    GOVERNANCE_PROFILE,
    LAUNCHER_POLICY,
    TRIGGER_POLICY,
    OWNERSHIP_BOUNDARIES;

    /** The name by which files and the README know the document, such as {@code gate_receipt}. */
    public String documentName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.modelfactory.worker.resolve;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** DatasetManifest v0 ({@code learning.dataset_manifest.v0}): what a dataset is and where its labels come from. */
public record DatasetManifest(
        String schemaVersion,
        String datasetManifestId,
        String datasetFingerprint,
        String platformRunId,
        Optional<List<String>> scenarioRunIds,
        List<ReplayBasis> replayBasis,
        LabelBasis labelBasis,
        FeatureDefinitionSet featureDefinitionSet,
        Provenance provenance) {

    /**
     * The slice of a stream that the dataset was replayed from. Offsets are texts, as {@code offset_kind} explains
     * them.
     */
    public record ReplayBasis(String topic, int partition, String offsetKind, String startOffset, String endOffset) {}

    /**
     * @param labelAsofUtc labels observed later than this must not be used
     * @param resolutionRule how OFS resolved labels; compared with the training profile's expectation
     * @param maturityDays events younger than this many days before {@code labelAsofUtc} have no final label
     */
    public record LabelBasis(OffsetDateTime labelAsofUtc, String resolutionRule, Optional<Integer> maturityDays) {}

    /** Who built the dataset, with which configuration. */
    public record Provenance(String ofsCodeReleaseId, String configRevision, Optional<String> runConfigDigest) {}
}

package io.modelfactory.worker.request;

import static io.modelfactory.worker.failure.FailureCode.REQUEST_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureException;

/**
 * DatasetReady v0: the feature plane says that a dataset is complete. What else a later version may say is not looked
 * at.
 *
 * @param eventId of this announcement; the same dataset may be announced again under another
 */
record DatasetAnnouncement(
        String eventId,
        String platformRunId,
        String datasetManifestRef,
        String datasetManifestId,
        String datasetFingerprint,
        String featureSetId,
        String featureSetVersion,
        String occurredAtUtc) {
    private static final String SCHEMA_VERSION = "learning.ofs_dataset_ready.v0";

    /** @throws FailureException with all that is missing or malformed */
    static DatasetAnnouncement read(JsonNode event) {
        DocumentReader reader = new DocumentReader(event);
        reader.requireVersion(SCHEMA_VERSION, REQUEST_INVALID);
        DatasetAnnouncement announcement = new DatasetAnnouncement(
                reader.text("event_id", REQUEST_INVALID),
                reader.text("platform_run_id", REQUEST_INVALID),
                reader.text("dataset_manifest_ref", REQUEST_INVALID),
                reader.text("dataset_manifest_id", REQUEST_INVALID),
                reader.text("dataset_fingerprint", REQUEST_INVALID),
                reader.text("feature_set_id", REQUEST_INVALID),
                reader.text("feature_set_version", REQUEST_INVALID),
                reader.timestamp("occurred_at_utc", REQUEST_INVALID));
        reader.requireValid();
        return announcement;
    }
}

package io.modelfactory.worker.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.request.TargetScope;
import java.time.Instant;

/**
 * The {@code BUNDLE_PUBLISHED} event as a document; its time is the run's pinned start, so that repeats are the same
 * event.
 */
final class LifecycleEventDocument {
    static final String ACTOR_ID = "SYSTEM::model_factory";

    private LifecycleEventDocument() {}

    static ObjectNode of(
            BundleIdentity bundle,
            TargetScope scope,
            ArtifactRef registryRecord,
            Evidence evidence,
            Instant pinnedStart) {
        ObjectNode event = Json.object()
                .put("schema_version", "learning.registry_lifecycle.v0")
                .put("registry_event_id", bundle.registryEventId())
                .put("event_type", "BUNDLE_PUBLISHED")
                .put("ts_utc", pinnedStart.toString());
        event.set("scope_key", scope.toJson());
        event.putObject("bundle_ref")
                .put("bundle_id", bundle.bundleId())
                .put("bundle_version", bundle.bundleVersion())
                .put("registry_ref", registryRecord.ref());
        event.putObject("actor").put("actor_id", ACTOR_ID).put("source_type", "SYSTEM");
        ArrayNode refs = event.putArray("evidence_refs");
        refs.add(evidenceRef("mf_gate_receipt", evidence.require(ArtifactName.GATE_RECEIPT)));
        refs.add(evidenceRef("mf_eval_report", evidence.require(ArtifactName.EVAL_REPORT)));
        refs.add(evidenceRef("mf_publish_eligibility", evidence.require(ArtifactName.PUBLISH_ELIGIBILITY)));
        evidence.find(ArtifactName.PUBLISH_OVERRIDE)
                .ifPresent(override -> refs.add(evidenceRef("mf_publish_override", override)));
        return event;
    }

    private static JsonNode evidenceRef(String type, ArtifactRef ref) {
        return Json.object().put("ref_type", type).put("ref_id", ref.ref());
    }
}

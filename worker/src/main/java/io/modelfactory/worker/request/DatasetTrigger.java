package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JobCommand;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.TriggerPolicy;
import io.modelfactory.worker.config.TriggerPolicy.FeatureSet;
import io.modelfactory.worker.config.TriggerPolicy.TriggerRule;
import io.modelfactory.worker.failure.FailureException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for a training run where the feature plane announces a dataset that the trigger policy has a rule for. The
 * announcement says which dataset and when, the rule says everything else, and nothing is left to choose. What comes
 * out is a message like any other, for {@link AdmissionRules} to judge.
 */
public final class DatasetTrigger {
    /** In whose name is asked; the launcher policy must let it. */
    public static final String REQUESTER = "SYSTEM::offline_feature_plane";

    private static final Logger LOG = LoggerFactory.getLogger(DatasetTrigger.class);
    private static final String RELEASE = "mf_code_release_id";
    private static final String RECIPE = "mf.ofs_request_id.v1";

    private final TriggerPolicy policy;
    private final String runConfigDigest;
    private final String release;

    /**
     * @param runConfigDigest of the worker, which covers the policy
     * @param release of the worker, which a rule without a release asks for
     */
    public DatasetTrigger(TriggerPolicy policy, String runConfigDigest, String release) {
        this.policy = policy;
        this.runConfigDigest = runConfigDigest;
        this.release = release;
    }

    /** The trigger of a worker; empty if its profile names no trigger policy. */
    public static Optional<DatasetTrigger> of(Configuration configuration) {
        return configuration
                .triggerPolicy()
                .map(policy -> new DatasetTrigger(
                        policy,
                        configuration.runConfigDigest(),
                        configuration.profile().policy().serviceReleaseId()));
    }

    /**
     * @param event a decoded DatasetReady
     * @return a job request in its JSON form; empty if no rule is for the dataset
     * @throws FailureException if the event is no sound DatasetReady v0
     */
    public Optional<JsonNode> toRequest(JsonNode event) {
        DatasetAnnouncement announcement = DatasetAnnouncement.read(event);
        FeatureSet featureSet = new FeatureSet(announcement.featureSetId(), announcement.featureSetVersion());
        Optional<TriggerRule> rule = policy.ruleFor(featureSet);
        if (rule.isEmpty()) {
            LOG.info(
                    "ignored announcement {} of dataset {}: {} {} has no rule for feature set {} {}",
                    RequestText.displayable(announcement.eventId()),
                    RequestText.displayable(announcement.datasetManifestId()),
                    policy.policyId(),
                    policy.revision(),
                    RequestText.displayable(featureSet.id()),
                    RequestText.displayable(featureSet.version()));
        }
        return rule.map(matching -> message(announcement, matching));
    }

    private ObjectNode message(DatasetAnnouncement announcement, TriggerRule rule) {
        String requestId = requestId(announcement);
        ObjectNode message = Json.object()
                .put("schema_version", JobEnvelope.SCHEMA_VERSION)
                .put("request_id", requestId)
                .put("command", JobCommand.TRAIN_BUILD)
                .put("platform_run_id", announcement.platformRunId())
                .put("submitted_at_utc", announcement.occurredAtUtc())
                .put("run_config_digest", runConfigDigest)
                .put("requester_principal", REQUESTER);
        ObjectNode request = rule.trainBuild().deepCopy();
        request.put("schema_version", TrainBuildRequest.SCHEMA_VERSION)
                .put("request_id", requestId)
                .put("platform_run_id", announcement.platformRunId())
                .put("requester_principal", REQUESTER)
                .putArray("dataset_manifest_refs")
                .add(announcement.datasetManifestRef());
        if (!request.has(RELEASE)) {
            request.put(RELEASE, release);
        }
        message.set(JobCommand.TRAIN_BUILD, request);
        return message;
    }

    /**
     * {@code ofs.} and the first 32 hex digits of SHA-256 over the dataset and the configuration, so that a repeated
     * announcement of the same dataset, under whatever event id and at whatever time, is a repeated request. Under
     * another configuration it is another request, which converges on the same run if the same work is meant, and is
     * judged afresh if the first was refused.
     */
    private String requestId(DatasetAnnouncement announcement) {
        ObjectNode payload = Json.object()
                .put("platform_run_id", announcement.platformRunId())
                .put("dataset_manifest_ref", announcement.datasetManifestRef())
                .put("dataset_manifest_id", announcement.datasetManifestId())
                .put("dataset_fingerprint", announcement.datasetFingerprint())
                .put("feature_set_id", announcement.featureSetId())
                .put("feature_set_version", announcement.featureSetVersion())
                .put("run_config_digest", runConfigDigest);
        ObjectNode envelope = Json.object().put("recipe", RECIPE);
        envelope.set("payload", payload);
        return "ofs." + CanonicalJson.sha256(envelope).substring(0, 32);
    }
}

package io.modelfactory.worker.ledger.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.JobCommand;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import java.util.ArrayList;
import java.util.List;

/**
 * A protected reference that a request names. It is recorded even if the request is refused.
 *
 * @param what the kind of evidence it is to lead to
 */
public record NamedReference(String what, String ref) {
    private static final int MAX_REFERENCES = 100;
    private static final int MAX_CHARS = 1_024;

    public NamedReference {
        ref = PostgresText.sanitize(ref.length() <= MAX_CHARS ? ref : ref.substring(0, MAX_CHARS) + "...");
    }

    public static NamedReference run(String runKey) {
        return new NamedReference("run", runKey);
    }

    /** The references of a train build as it was admitted. */
    public static List<NamedReference> ofTrainBuild(JsonNode payload) {
        List<NamedReference> references = new ArrayList<>();
        payload.path("dataset_manifest_refs").forEach(ref -> add(references, "dataset_manifest", ref));
        add(references, "training_profile", payload.path("training_config_ref"));
        add(references, "governance_profile", payload.path("governance_profile_ref"));
        return references;
    }

    /** The references in a message, well-formed or not; at most the first hundred. */
    public static List<NamedReference> ofMessage(JsonNode message) {
        List<NamedReference> references = ofTrainBuild(message.path(JobCommand.TRAIN_BUILD));
        add(references, "run", message.path(JobCommand.PUBLISH_RETRY).path("run_key"));
        add(references, "run", message.path(JobCommand.PUBLISH_OVERRIDE).path("run_key"));
        return references;
    }

    private static void add(List<NamedReference> references, String what, JsonNode ref) {
        if (ref.isTextual() && !ref.textValue().isBlank() && references.size() < MAX_REFERENCES) {
            references.add(new NamedReference(what, ref.textValue()));
        }
    }
}

package io.modelfactory.worker.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.resolve.PinnedPlan;

/**
 * What makes the test rows of two runs the same ones in the eyes of one judge: the slot, the bytes of the data, how it
 * was split, and the governance policy. Whatever else a run changes, such as hyper-parameters or a revision of the
 * policy, it is one more attempt on them.
 *
 * @param json all of it
 */
public record TestRows(String json) {

    /** @param split of the execution record */
    static TestRows of(PinnedPlan plan, JsonNode split) {
        ObjectNode rows = Json.object().put("data_sha256", Sha256.hex(String.join("\n", plan.fileDigests())));
        rows.set("slot", plan.targetScope());
        rows.set("split", split(split));
        rows.put("governance_policy", plan.governanceProfile().policyId());
        return new TestRows(CanonicalJson.text(rows));
    }

    /** Only what moves the test part: another seed does not move that of a split by time. */
    private static ObjectNode split(JsonNode split) {
        ObjectNode identity = Json.object();
        identity.set("strategy", split.path("strategy"));
        if (split.at("/test/min_event_time").isTextual()) {
            identity.set("test_start", split.at("/test/min_event_time"));
            if (split.has("seen_entity_rows")) {
                identity.set("unit", split.path("unit"));
            }
        } else {
            identity.set("recipe", split.path("recipe"));
            identity.set("base_seed", split.path("base_seed"));
            identity.set("unit", split.path("unit"));
            identity.set("test_fraction", split.at("/test/wanted_fraction"));
        }
        if (split.has("known_compromised_rows")) {
            identity.put("exclude_known_compromised", true);
        }
        return identity;
    }

    public String digest() {
        return Sha256.hex(json);
    }
}

package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import java.util.Map;

/**
 * The id of a fact, from what happened: it is the same for every worker that publishes it, and however often. Neither
 * worker nor clock belongs to it.
 */
final class FactIdentity {
    private static final int HEX_DIGITS = 32;

    private FactIdentity() {}

    /**
     * {@code gf_} and the first 32 hex digits of SHA-256 over the canonical {@code {"payload": ..., "recipe":
     * "mf.governance_fact.v1"}}.
     *
     * @param identifying what distinguishes this fact from others of its type, such as the run's key
     */
    static String of(FactType type, Map<String, String> identifying) {
        ObjectNode payload = Json.object().put("fact_type", type.wireName());
        payload.set("about", Json.tree(identifying));
        ObjectNode envelope = Json.object().put("recipe", "mf.governance_fact.v1");
        envelope.set("payload", payload);
        return "gf_" + CanonicalJson.sha256(envelope).substring(0, HEX_DIGITS);
    }
}

package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.TrainingProfile.SeedPolicy;
import java.util.Collection;

/**
 * The seed of everything random in a run, derived from its inputs: the first 31 bits of SHA-256 over the canonical JSON
 * of {@code {"payload": {base_seed, manifest_sha256, run_key}, "recipe": <the profile's recipe>}}.
 */
public final class StageSeed {
    private StageSeed() {}

    /** @return a seed between 0 and 2^31 - 1, the range that every library takes */
    public static int of(SeedPolicy policy, String runKey, Collection<String> manifestDigests) {
        ObjectNode payload = Json.object().put("base_seed", policy.baseSeed()).put("run_key", runKey);
        ArrayNode manifests = payload.putArray("manifest_sha256");
        manifestDigests.stream().sorted().distinct().forEach(manifests::add);
        ObjectNode envelope = Json.object().put("recipe", policy.recipe());
        envelope.set("payload", payload);
        return Integer.parseUnsignedInt(CanonicalJson.sha256(envelope).substring(0, 8), 16) & Integer.MAX_VALUE;
    }
}

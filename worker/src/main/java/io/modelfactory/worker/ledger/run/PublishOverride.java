package io.modelfactory.worker.ledger.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.time.Instant;

/**
 * Who had a run published on which its gate could not decide, and why. Documents that name the override take it from
 * here, so that a crash and another worker write the same.
 *
 * @param requestId of the request that was granted
 * @param authenticatedBy the id of the key that signed it
 * @param grantedAt by the database's clock
 */
public record PublishOverride(
        String requestId, String requesterPrincipal, String authenticatedBy, String reason, Instant grantedAt) {

    public ObjectNode toJson() {
        return Json.objectTree(this);
    }
}

package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;

/** Asks for another attempt to publish a run that passed and whose publication is pending. */
public record PublishRetryRequest(String runKey, String reason) {

    public ObjectNode toJson() {
        return Json.objectTree(this);
    }
}

package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;

/** Asks to publish a run on which its gate could not decide, for a reason that is kept. */
public record PublishOverrideRequest(String runKey, String reason) {

    public ObjectNode toJson() {
        return Json.objectTree(this);
    }
}

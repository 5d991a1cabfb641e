package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import java.util.Optional;

/** The slot of the registry that a bundle is built for. */
public record TargetScope(String environment, String mode, String bundleSlot, Optional<String> tenantId) {

    public ObjectNode toJson() {
        return Json.objectTree(this);
    }

    /** The key under which lifecycle events of this scope are ordered: the canonical JSON of the scope. */
    public String scopeKey() {
        return CanonicalJson.text(toJson());
    }
}

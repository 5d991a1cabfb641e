package io.modelfactory.worker.evaluate.interval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;

/**
 * Where a number lies with a pinned confidence.
 *
 * @param method {@code delong}, {@code exact} or {@code bootstrap}
 */
public record ConfidenceInterval(double lower, double upper, String method) {

    public ObjectNode toJson() {
        return Json.object().put("lower", lower).put("upper", upper).put("method", method);
    }
}

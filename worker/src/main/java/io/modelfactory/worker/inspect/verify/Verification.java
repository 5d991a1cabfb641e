package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.util.List;

/**
 * What a verification read and found.
 *
 * @param subject the run key, or the bundle's id and version
 * @param objects how many objects were read to their end
 * @param bytes how much that was
 * @param notes what was left out, and why
 */
public record Verification(
        String subject, long objects, long bytes, List<VerificationFinding> findings, List<String> notes) {

    public Verification {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    public boolean holds() {
        return findings.isEmpty();
    }

    public ObjectNode toJson() {
        return Json.objectTree(this).put("holds", holds());
    }
}

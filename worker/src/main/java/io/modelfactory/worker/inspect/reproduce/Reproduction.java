package io.modelfactory.worker.inspect.reproduce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.util.List;
import java.util.Optional;

/**
 * A run and its repetition.
 *
 * @param outcome how the run ended, such as {@code GATE_FAIL}, {@code PASS} or the code of a failure
 * @param outcomeAgain how its repetition ended
 * @param artifacts by key
 * @param remark why the repetition went no further, if it did not
 */
public record Reproduction(
        String runKey, String outcome, String outcomeAgain, List<Artifact> artifacts, Optional<String> remark) {

    public Reproduction {
        artifacts = List.copyOf(artifacts);
    }

    public enum Verdict {
        IDENTICAL,
        DIFFERENT,
        /** Made again, but not in the store. */
        NOT_STORED,
        /** In the store, but not made again. */
        NOT_MADE
    }

    /**
     * @param stored SHA-256 of the bytes that lie in the store now
     * @param again SHA-256 of the bytes that were made again
     * @param differences where two JSON documents differ
     */
    public record Artifact(
            String ref, Verdict verdict, Optional<String> stored, Optional<String> again, List<String> differences) {
        public Artifact {
            differences = List.copyOf(differences);
        }
    }

    public boolean identical() {
        return outcome.equals(outcomeAgain)
                && artifacts.stream().allMatch(artifact -> artifact.verdict() == Verdict.IDENTICAL);
    }

    public ObjectNode toJson() {
        return Json.objectTree(this).put("identical", identical());
    }
}

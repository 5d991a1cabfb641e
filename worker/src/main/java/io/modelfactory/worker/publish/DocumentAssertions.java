package io.modelfactory.worker.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;

/** A document of the evidence, to be held against what it must say. */
record DocumentAssertions(EvidenceDocument document, JsonNode content) {

    /** @throws FailureException by the document's own code if it says anything else there */
    DocumentAssertions requireEqual(String pointer, Object expected) {
        return requireEqual(pointer, expected, document.contradictory());
    }

    DocumentAssertions requireEqual(String pointer, Object expected, FailureCode ifNot) {
        return requireSame(pointer, content.at(pointer), Json.tree(expected), ifNot);
    }

    /** Holds one member of every entry of a list against a list. */
    DocumentAssertions requireEach(String list, String member, List<String> expected) {
        ArrayNode found = Json.object().putArray("found");
        content.at(list).forEach(entry -> found.add(entry.at(member).asText()));
        return requireSame(list + "/*" + member, found, Json.tree(expected), document.contradictory());
    }

    private DocumentAssertions requireSame(String where, JsonNode found, JsonNode expected, FailureCode ifNot) {
        // In canonical form, because a number that was read and one that was computed differ in their Java types.
        if (found.isMissingNode() || !CanonicalJson.text(found).equals(CanonicalJson.text(expected))) {
            throw new FailureException(
                    ifNot,
                    "%s: %s is %s, and has to be %s"
                            .formatted(document.evidence().key(), where, found, expected));
        }
        return this;
    }
}

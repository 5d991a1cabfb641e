package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import java.util.List;

/**
 * What the factory owns and writes, as the platform has agreed. A worker that finds itself outside starts nevertheless,
 * so that a requester is refused by name and receipt; it takes no request.
 *
 * @param violations what keeps the worker from its work, each naming the file, the place in it and the fix:
 *     {@code owners.mf} is missing, or {@code outputs} does not list both {@code eval_report} and
 *     {@code bundle_publication}; empty if all is well
 */
public record OwnershipBoundaries(List<String> owners, List<String> outputs, List<String> violations) {
    public OwnershipBoundaries {
        owners = List.copyOf(owners);
        outputs = List.copyOf(outputs);
        violations = List.copyOf(violations);
    }

    static OwnershipBoundaries of(PolicyFile file, JsonSchemas schemas) {
        JsonNode document = file.document();
        return new OwnershipBoundaries(
                document.path("owners")
                        .propertyStream()
                        .map(owner -> owner.getKey())
                        .toList(),
                document.path("outputs").valueStream().map(JsonNode::asText).toList(),
                schemas.violations(ContractDocument.OWNERSHIP_BOUNDARIES, document));
    }
}

package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.ArrayList;
import java.util.List;

/** What the factory owns and writes, as the platform has agreed; a worker that it does not name must not run. */
public record OwnershipBoundaries(List<String> owners, List<String> outputs) {
    public OwnershipBoundaries {
        owners = List.copyOf(owners);
        outputs = List.copyOf(outputs);
    }

    /**
     * @throws FailureException {@code OWNERSHIP_BOUNDARY_VIOLATION} if {@code owners.mf} is missing, or {@code outputs}
     *     does not list both {@code eval_report} and {@code bundle_publication}
     */
    static OwnershipBoundaries of(PolicyFile file, JsonSchemas schemas) {
        JsonNode document = file.document();
        List<String> violations = schemas.violations(ContractDocument.OWNERSHIP_BOUNDARIES, document);
        if (!violations.isEmpty()) {
            throw new FailureException(
                    FailureCode.OWNERSHIP_BOUNDARY_VIOLATION, file.ref() + ": " + String.join("; ", violations));
        }
        List<String> owners = new ArrayList<>();
        document.path("owners").fieldNames().forEachRemaining(owners::add);
        List<String> outputs = new ArrayList<>();
        document.path("outputs").forEach(output -> outputs.add(output.textValue()));
        return new OwnershipBoundaries(owners, outputs);
    }
}

package io.modelfactory.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.NullMarked;

/**
 * Validates documents against the JSON Schemas (2020-12) of this module. Reads each schema at its first use, so that a
 * command reads only what it needs, and from the class path only; instances may be shared between threads.
 */
@NullMarked
public final class JsonSchemas {
    private static final String IDS = "https://modelfactory.io/contracts/schemas/";
    private static final String RESOURCES = "classpath:io/modelfactory/contracts/schemas/";
    private static final int MAX_VIOLATIONS = 20;

    private final Map<ContractDocument, Schema> schemas = new EnumMap<>(ContractDocument.class);
    private final SchemaRegistry registry = offlineRegistry();

    /**
     * What is wrong with a document.
     *
     * @return texts such as {@code $.files[0].bytes: must be at least 0}, sorted by path, at most 20 of bounded length;
     *     empty when the document keeps the contract
     */
    public List<String> violations(ContractDocument kind, JsonNode document) {
        var violations = NonFiniteNumbers.in(document);
        if (violations.isEmpty()) {
            violations = schemaOf(kind).validate(document).stream()
                    .map(SchemaViolation::of)
                    .toList();
        }
        return violations.stream()
                .sorted()
                .distinct()
                .limit(MAX_VIOLATIONS)
                .map(SchemaViolation::text)
                .toList();
    }

    private synchronized Schema schemaOf(ContractDocument kind) {
        return schemas.computeIfAbsent(kind, this::read);
    }

    private Schema read(ContractDocument kind) {
        var schema = registry.getSchema(SchemaLocation.of(IDS + kind.documentName() + ".schema.json"));
        schema.initializeValidators();
        return schema;
    }

    private static SchemaRegistry offlineRegistry() {
        var settings = SchemaRegistryConfig.builder()
                .pathType(PathType.JSON_PATH)
                // The same document gets the same words on every machine.
                .locale(Locale.ENGLISH)
                .formatAssertionsEnabled(true)
                .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                registry -> registry.schemaRegistryConfig(settings)
                        .schemaIdResolvers(ids -> ids.mapPrefix(IDS, RESOURCES)));
    }
}

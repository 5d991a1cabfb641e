package io.modelfactory.local.registry;

import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;

/** What a new version of a schema must be able to read, and be read by. */
enum CompatibilityLevel {
    NONE,
    BACKWARD,
    BACKWARD_TRANSITIVE,
    FORWARD,
    FORWARD_TRANSITIVE,
    FULL,
    FULL_TRANSITIVE;

    /**
     * How a schema breaks the promise to an earlier version, if it does.
     *
     * @param earlier the subject's versions, oldest first
     */
    Optional<String> incompatibility(Schema candidate, List<Schema> earlier) {
        if (this == NONE || earlier.isEmpty()) {
            return Optional.empty();
        }
        List<Schema> compared = isTransitive() ? earlier : earlier.subList(earlier.size() - 1, earlier.size());
        try {
            validator().validate(candidate, compared);
            return Optional.empty();
        } catch (SchemaValidationException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private boolean isTransitive() {
        return name().endsWith("_TRANSITIVE");
    }

    private SchemaValidator validator() {
        SchemaValidatorBuilder builder = new SchemaValidatorBuilder();
        SchemaValidatorBuilder strategy = switch (this) {
            case BACKWARD, BACKWARD_TRANSITIVE -> builder.canReadStrategy();
            case FORWARD, FORWARD_TRANSITIVE -> builder.canBeReadStrategy();
            default -> builder.mutualReadStrategy();
        };
        return strategy.validateAll();
    }
}

package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.kafka.RegisteredSchemas.RegistrationStatus;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegisteredSchemasTest {
    private static final Schema OURS = SchemaBuilder.record("R")
            .fields()
            .requiredString("a")
            .optionalString("b")
            .endRecord();
    private static final Schema OLDER =
            SchemaBuilder.record("R").fields().requiredString("a").endRecord();
    private static final Schema STRANGE =
            SchemaBuilder.record("R").fields().requiredLong("c").endRecord();
    private static final String UNKNOWN_SUBJECT = "{\"error_code\":40401,\"message\":\"no such subject\"}";
    private static final String UNKNOWN_SCHEMA = "{\"error_code\":40403,\"message\":\"no such schema\"}";

    private final StubSchemaRegistry registry = new StubSchemaRegistry();
    private final RegisteredSchemas checkup = RegisteredSchemas.of(Map.of("schema.registry.url", registry.url()));

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void aSchemaThatIsRegisteredIsFound() {
        registry.then(200, "{\"id\":3}");

        assertThat(checkup.status("topic", OURS)).isEqualTo(RegistrationStatus.REGISTERED);
        assertThat(registry.requests()).containsExactly("POST /subjects/topic-value");
    }

    @Test
    void anotherSchemaWhoseRecordsCanBeReadIsCompatible() {
        unknown().then(200, answer(OLDER));

        assertThat(checkup.status("topic", OURS)).isEqualTo(RegistrationStatus.COMPATIBLE);
    }

    @Test
    void anotherSchemaWhoseRecordsCannotBeReadIsIncompatible() {
        unknown().then(200, answer(STRANGE));

        assertThat(checkup.status("topic", OURS)).isEqualTo(RegistrationStatus.INCOMPATIBLE);
    }

    @Test
    void aSubjectThatIsUnknownIsAbsent() {
        registry.then(404, UNKNOWN_SUBJECT);

        assertThat(checkup.status("topic", OURS)).isEqualTo(RegistrationStatus.ABSENT);
    }

    /** Asked twice: for the schema as it is, and normalized. */
    private StubSchemaRegistry unknown() {
        return registry.then(404, UNKNOWN_SCHEMA).then(404, UNKNOWN_SCHEMA);
    }

    private static String answer(Schema schema) {
        return Json.object().put("schema", schema.toString()).toString();
    }
}

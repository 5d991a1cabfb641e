package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.worker.failure.TransientFaultException;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Poison or trouble: what each answer means for the message that asked. */
class SchemaRegistryClientTest {
    private static final Schema SCHEMA = Schema.create(Schema.Type.STRING);
    private static final String STRING_SCHEMA = "{\"schema\":\"\\\"string\\\"\"}";

    private final StubSchemaRegistry registry = new StubSchemaRegistry();
    private final StubSchemaRegistry other = new StubSchemaRegistry();

    @AfterEach
    void stop() {
        registry.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503})
    void passingTroubleIsWaitedOut(int status) {
        registry.then(status, "{}").then(status, "{}").then(200, STRING_SCHEMA);

        assertThat(registry.client().schema(7)).isEqualTo(SCHEMA);
        assertThat(registry.requests())
                .containsExactly("GET /schemas/ids/7", "GET /schemas/ids/7", "GET /schemas/ids/7");
    }

    @Test
    void troubleThatDoesNotPassIsNotTheMessagesFault() {
        registry.then(503, "{\"error_code\":50003,\"message\":\"leader unknown\"}");

        assertTrouble("answers 503");
        assertThat(registry.requests()).hasSize(4);
    }

    @Test
    void aRegistryThatIsGoneIsNotTheMessagesFault() {
        registry.close();

        assertTrouble("no answer of a schema registry");
    }

    @Test
    void aSchemaThatIsNotFoundIsLookedUpNormalized() {
        registry.then(404, "{\"error_code\":40403,\"message\":\"no\"}").then(200, "{\"id\":5}");

        assertThat(registry.client().idOf("topic-value", SCHEMA)).isEqualTo(5);
        assertThat(registry.requests())
                .containsExactly("POST /subjects/topic-value", "POST /subjects/topic-value?normalize=true");
    }

    @ParameterizedTest
    @CsvSource({"404, 40403", "404, 40401", "409, 409", "422, 42201"})
    void theRegistrysOwnNoIsFinalAndAskedOnce(int status, int code) {
        registry.then(status, "{\"error_code\":%d,\"message\":\"no\"}".formatted(code));

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> registry.client().schema(7))
                .withMessageContaining("answers " + status);
        assertThat(registry.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"401, 401", "403, 40301", "404, 404", "405, 405", "302, 0"})
    void aWrongAddressOrPasswordIsNotTheMessagesFault(int status, int code) {
        registry.then(status, "{\"error_code\":%d,\"message\":\"no\"}".formatted(code));

        assertTrouble("answers " + status);
        assertThat(registry.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>please log in</html>", "", "[]", "{\"id\":0}", "{\"schema\":7}"})
    void anAnswerOfSomethingElseIsNotTheMessagesFault(String body) {
        registry.then(200, body);

        assertTrouble("schema registry");
        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> registry.client().register("topic-value", SCHEMA));
    }

    @Test
    void anAnswerWithoutEndIsHungUpOn() {
        registry.then(200, "x".repeat(3 << 20));

        assertTrouble("longer than");
    }

    @Test
    void anAnswerThatFallsSilentIsGivenUp() {
        registry.thenStallAfter("{\"schema\":").then(200, STRING_SCHEMA);

        assertThat(StubSchemaRegistry.clientOf(registry.url(), Duration.ofSeconds(2))
                        .schema(7))
                .isEqualTo(SCHEMA);
        assertThat(registry.requests()).as("asked again").hasSizeGreaterThan(1);
    }

    @Test
    void aSchemaThatIsNotAvroIsFinal() {
        registry.then(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax = \\\"proto3\\\";\"}");

        assertThatExceptionOfType(SerializationException.class)
                .isThrownBy(() -> registry.client().schema(7))
                .withMessageContaining("schema 7 is not Avro");
    }

    @Test
    void theNextAddressAnswersAtOnceWhenOneIsInTrouble() {
        registry.then(503, "{}");
        other.then(200, STRING_SCHEMA);
        SchemaRegistryClient client = StubSchemaRegistry.clientOf(registry.url() + "," + other.url());

        assertThat(client.schema(7)).isEqualTo(SCHEMA);
        assertThat(client.schema(8)).isEqualTo(SCHEMA);
        assertThat(registry.requests())
                .as("the one that answered last is asked first")
                .hasSize(1);
    }

    @Test
    void addressesTakeTurnsAsOftenAsNeeded() {
        registry.then(200, STRING_SCHEMA).then(503, "{}").then(200, STRING_SCHEMA);
        other.then(200, STRING_SCHEMA).then(503, "{}").then(503, "{}");
        SchemaRegistryClient client = StubSchemaRegistry.clientOf(registry.url() + "," + other.url());

        for (int id = 1; id <= 4; id++) {
            assertThat(client.schema(id)).isEqualTo(SCHEMA);
        }
        assertThat(registry.requests())
                .containsExactly(
                        "GET /schemas/ids/1", "GET /schemas/ids/2", "GET /schemas/ids/3", "GET /schemas/ids/4");
        assertThat(other.requests()).containsExactly("GET /schemas/ids/2", "GET /schemas/ids/3");
    }

    @Test
    void aSubjectIsAskedForByItsNameWhateverItsCharacters() {
        registry.then(200, "{\"id\":5}");

        assertThat(registry.client().register("a topic/b-value", SCHEMA)).isEqualTo(5);
        assertThat(registry.client().idOf("a topic/b-value", SCHEMA)).isEqualTo(5);
        assertThat(registry.requests())
                .containsExactly("POST /subjects/a%20topic%2Fb-value/versions", "POST /subjects/a%20topic%2Fb-value");
    }

    @Test
    void anInterruptedQuestionIsNotTheMessagesFaultAndStaysInterrupted() {
        registry.then(200, STRING_SCHEMA);
        Thread.currentThread().interrupt();

        try {
            assertTrouble("interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    private void assertTrouble(String message) {
        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> registry.client().schema(7))
                .withMessageContaining(message);
    }
}

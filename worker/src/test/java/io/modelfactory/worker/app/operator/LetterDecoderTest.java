package io.modelfactory.worker.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.ClientProperties;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.console.action.LetterPayload;
import io.modelfactory.worker.kafka.StubSchemaRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LetterDecoderTest {
    private final StubSchemaRegistry registry = new StubSchemaRegistry();
    private final LetterDecoder decoder = new LetterDecoder(
            new Wiring.SchemaRegistry(
                    registry.url(),
                    "io.modelfactory.worker.kafka.AvroSerializer",
                    "io.modelfactory.worker.kafka.AvroDeserializer",
                    ClientProperties.none()),
            Duration.ofMinutes(1));

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void aMessageOfAKnownSchemaIsDecoded() {
        registry.then(200, Json.object().put("schema", "\"string\"").toString());

        LetterPayload payload = decoder.decode("as it is", new byte[] {0, 0, 0, 0, 7, 4, 'h', 'i'});

        assertThat(payload.decoded()).contains("hi");
        assertThat(payload.text()).isEqualTo("as it is");
        assertThat(payload.problem()).isEmpty();
    }

    @Test
    void otherBytesAreNotAndTheReasonIsSaid() {
        registry.then(200, Json.object().put("schema", "\"string\"").toString());

        assertThat(decoder.decode("text", new byte[] {'<', 'b', '>', 0, 0, 0}).problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("not the Confluent wire format"));
        assertThat(decoder.decode("text", new byte[] {0, 0, 0, 0, 7, 99}).problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("schema 7"));
        assertThat(decoder.decode("text", new byte[LetterDecoder.MAX_BYTES + 1]).problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("more than"));
    }

    @Test
    void aRegistryThatIsAwayIsSaidToBe() {
        registry.close();

        assertThat(decoder.decode("text", new byte[] {0, 0, 0, 0, 7, 0}).problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("the schema registry does not answer"));
    }
}

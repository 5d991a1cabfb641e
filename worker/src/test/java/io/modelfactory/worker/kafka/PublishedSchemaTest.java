package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.contracts.DatasetReady;
import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedSchemaTest {
    private static final Path PUBLISHED = Path.of("..", "contracts", "src", "main", "avro");

    @ParameterizedTest
    @MethodSource("generated")
    void theSchemaOfAGeneratedClassIsTheFileAgain(Schema generated) throws IOException {
        Schema file = new Schema.Parser()
                .parse(PUBLISHED.resolve(generated.getName() + ".avsc").toFile());

        assertThat(generated.toString()).contains("avro.java.string");
        assertThat(PublishedSchema.text(generated)).isEqualTo(file.toString());
    }

    static Stream<Schema> generated() {
        return Stream.of(
                MfJobRequest.getClassSchema(),
                DatasetReady.getClassSchema(),
                MfRunEvent.getClassSchema(),
                RegistryLifecycleEvent.getClassSchema(),
                GovernanceFact.getClassSchema());
    }
}

package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.contracts.AvroTrustedRecords;
import io.modelfactory.contracts.DatasetReady;
import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each record of the contracts against bytes that another implementation of Avro wrote, see {@code golden/encode.py}: a
 * change of the wire format changes these files.
 */
class GoldenWireTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final Path PUBLISHED = Path.of("..", "contracts", "src", "main", "avro");
    private static final int SCHEMA_ID = 0x00010203;

    private final StubSchemaRegistry registry = new StubSchemaRegistry();

    @BeforeEach
    void trust() {
        AvroTrustedRecords.register();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void aRecordIsWrittenByteForByte(Schema schema) throws IOException {
        registry.then(200, Json.object().put("id", SCHEMA_ID).toString());
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(settings(), false);

        byte[] written = serializer.serialize("topic", record(schema));

        assertThat(HexFormat.of().formatHex(written)).isEqualTo(HexFormat.of().formatHex(bytes(schema)));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void theBytesAreReadAsTheRecord(Schema schema) throws IOException {
        String published = Files.readString(PUBLISHED.resolve(schema.getName() + ".avsc"));
        registry.then(200, Json.object().put("schema", published).toString());
        AvroDeserializer deserializer = new AvroDeserializer();
        deserializer.configure(settings(), false);

        Object read = deserializer.deserialize("topic", bytes(schema));

        assertThat(read).isEqualTo(record(schema));
        assertThat(registry.requests()).containsExactly("GET /schemas/ids/" + SCHEMA_ID);
    }

    static Stream<Schema> schemas() {
        return Stream.of(
                MfJobRequest.getClassSchema(),
                DatasetReady.getClassSchema(),
                MfRunEvent.getClassSchema(),
                RegistryLifecycleEvent.getClassSchema(),
                GovernanceFact.getClassSchema());
    }

    private Map<String, Object> settings() {
        return Map.of("schema.registry.url", registry.url(), "specific.avro.reader", true);
    }

    private static SpecificRecord record(Schema schema) throws IOException {
        String json = Files.readString(GOLDEN.resolve(schema.getName() + ".json"));
        return new SpecificDatumReader<SpecificRecord>(schema)
                .read(null, DecoderFactory.get().jsonDecoder(schema, json));
    }

    private static byte[] bytes(Schema schema) throws IOException {
        String hex = Files.readString(GOLDEN.resolve(schema.getName() + ".hex"));
        return HexFormat.of().parseHex(hex.replace("\n", ""));
    }
}

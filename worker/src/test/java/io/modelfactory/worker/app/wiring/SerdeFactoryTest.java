package io.modelfactory.worker.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

/**
 * Other serializers than the project's, named in a profile as Confluent's are. The stubs below have their shape: a
 * public class without arguments that is configured by Confluent's keys.
 */
class SerdeFactoryTest {
    private static final String OURS = "io.modelfactory.worker.kafka.Avro";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("MF_SCHEMA_REGISTRY_URL", "https://registry.example.com");

    /** Writes its own settings, so that a test can see them. */
    public static final class StubSerializer implements Serializer<Object> {
        private final Map<String, Object> settings = new TreeMap<>();

        @Override
        public void configure(Map<String, ?> given, boolean isKey) {
            settings.putAll(given);
            settings.put("is_key", isKey);
        }

        @Override
        public byte[] serialize(String topic, Object data) {
            return (topic + settings).getBytes(StandardCharsets.UTF_8);
        }
    }

    public static final class StubDeserializer implements Deserializer<Object> {
        private final Map<String, Object> settings = new TreeMap<>();

        @Override
        public void configure(Map<String, ?> given, boolean isKey) {
            settings.putAll(given);
        }

        @Override
        public Object deserialize(String topic, byte[] data) {
            return topic + settings;
        }
    }

    @Test
    void aProfileConfiguresOtherSerializersByConfluentsKeys() {
        SerdeFactory serdes = serdes(shipped -> shipped.replace(OURS + "Serializer", StubSerializer.class.getName())
                .replace(OURS + "Deserializer", StubDeserializer.class.getName())
                .replace("auto.register.schemas: true", """
                        auto.register.schemas: false
                              avro.remove.java.properties: true
                              basic.auth.credentials.source: USER_INFO
                              basic.auth.user.info: reader:secret"""));

        byte[] written = serdes.serializer().serialize("topic", "anything");

        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo("topic{auto.register.schemas=false, avro.remove.java.properties=true,"
                        + " basic.auth.credentials.source=USER_INFO, basic.auth.user.info=reader:secret, is_key=false,"
                        + " schema.registry.url=https://registry.example.com}");
        assertThat(serdes.deserializer().deserialize("topic", written))
                .asString()
                .contains("schema.registry.url=https://registry.example.com", "basic.auth.user.info=reader:secret");
    }

    @Test
    void withoutTheProfileConfluentItsSerializersAreMissedByName() {
        SerdeFactory serdes = serdes(
                shipped -> shipped.replace(OURS + "Serializer", "io.confluent.kafka.serializers.KafkaAvroSerializer"));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(serdes::serializer)
                .withMessageContaining("wiring.schema_registry.serializer: cannot use"
                        + " io.confluent.kafka.serializers.KafkaAvroSerializer");
    }

    @Test
    void aClassThatIsNoSerializerIsRefused() {
        SerdeFactory serdes = serdes(shipped -> shipped.replace(OURS + "Deserializer", "java.lang.StringBuilder"));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(serdes::deserializer)
                .withMessageContaining("wiring.schema_registry.deserializer: cannot use java.lang.StringBuilder");
    }

    private static SerdeFactory serdes(UnaryOperator<String> changes) {
        Path project = Path.of("..").toAbsolutePath().normalize();
        try {
            String shipped = Files.readString(project.resolve("config/profiles/local.yaml"))
                    .replace("config/mf", project + "/config/mf");
            Path profile = Files.createTempFile("profile", ".yaml");
            Files.writeString(profile, changes.apply(shipped));
            Wiring wiring = Configuration.load(profile, new HashMap<>(ENVIRONMENT), PlatformFixture.SCHEMAS)
                    .profile()
                    .wiring();
            return new SerdeFactory(wiring.schemaRegistry());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

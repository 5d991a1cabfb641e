package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.kafka.AvroDeserializer;
import io.modelfactory.worker.kafka.AvroSerializer;
import io.modelfactory.worker.kafka.RegisteredSchemas;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/** The serializers that a profile names by class, so that Confluent's own can replace the project's. */
public final class SerdeFactory {
    private final Wiring.SchemaRegistry settings;
    private final Optional<Duration> timeout;
    private final List<Runnable> onRetry = new CopyOnWriteArrayList<>();

    public SerdeFactory(Wiring.SchemaRegistry settings) {
        this(settings, Optional.empty());
    }

    private SerdeFactory(Wiring.SchemaRegistry settings, Optional<Duration> timeout) {
        this.settings = settings;
        this.timeout = timeout;
    }

    /** For commands: a registry that does not answer is given up after so long, without a word before that. */
    public static SerdeFactory forCommand(Wiring.SchemaRegistry settings, Duration timeout) {
        return new SerdeFactory(settings, Optional.of(timeout));
    }

    @SuppressWarnings(
            "unchecked") // a class named in a profile cannot be checked further; it is given records as Object
    public Serializer<Object> serializer() {
        try {
            Serializer<Object> serializer = Utils.newInstance(settings.serializer(), Serializer.class);
            configure(() -> serializer.configure(properties(), false));
            if (serializer instanceof AvroSerializer own) {
                own.onRetry(this::retried);
            }
            return serializer;
        } catch (ReflectiveOperationException | KafkaException | ClassCastException e) {
            throw unusable("serializer", settings.serializer(), e);
        }
    }

    @SuppressWarnings("unchecked") // as above
    public Deserializer<Object> deserializer() {
        try {
            Deserializer<Object> deserializer = Utils.newInstance(settings.deserializer(), Deserializer.class);
            configure(() -> deserializer.configure(properties(), false));
            if (deserializer instanceof AvroDeserializer own) {
                own.onRetry(this::retried);
            }
            return deserializer;
        } catch (ReflectiveOperationException | KafkaException | ClassCastException e) {
            throw unusable("deserializer", settings.deserializer(), e);
        }
    }

    /** What the registry of these serializers has. */
    public RegisteredSchemas registered() {
        try {
            return RegisteredSchemas.of(properties());
        } catch (ConfigException e) {
            throw wrong("wiring.schema_registry.properties: " + e.getMessage());
        }
    }

    /**
     * Names the setting if the registry does not answer.
     *
     * @throws TransientFaultException as the work does
     */
    public static <T> T named(Supplier<T> work) {
        try {
            return work.get();
        } catch (TransientFaultException fault) {
            throw new TransientFaultException("wiring.schema_registry.url: " + fault.getMessage(), fault);
        }
    }

    /** Registers a listener for retries of registry calls. Serializers of other vendors do not report them. */
    public void onRetry(Runnable listener) {
        onRetry.add(listener);
    }

    private void retried() {
        onRetry.forEach(Runnable::run);
    }

    private Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>(settings.properties().values());
        properties.put("schema.registry.url", settings.url());
        timeout.ifPresent(time -> properties.put(RegisteredSchemas.TIMEOUT, time.toMillis()));
        return properties;
    }

    private static ConfigurationException unusable(String setting, String className, Exception why) {
        return wrong("wiring.schema_registry." + setting + ": cannot use " + className + " (" + why.getMessage() + ")");
    }

    private static void configure(Runnable configuration) {
        try {
            configuration.run();
        } catch (ConfigException e) {
            throw wrong("wiring.schema_registry.properties: " + e.getMessage());
        }
    }

    private static ConfigurationException wrong(String problem) {
        return new ConfigurationException("profile", List.of(problem));
    }
}

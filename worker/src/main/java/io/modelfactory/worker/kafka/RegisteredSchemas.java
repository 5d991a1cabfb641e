package io.modelfactory.worker.kafka;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.kafka.common.errors.SerializationException;

/** The schemas that a registry has, beside those of this release. */
public final class RegisteredSchemas {
    /** The setting that bounds a question to the registry, in milliseconds, for who has a person wait. */
    public static final String TIMEOUT = RegistrySettings.TIMEOUT;

    private final SchemaRegistryClient registry;
    private final boolean autoRegister;

    private RegisteredSchemas(SchemaRegistryClient registry, boolean autoRegister) {
        this.registry = registry;
        this.autoRegister = autoRegister;
    }

    /**
     * @param settings a serializer's, under Confluent's names
     * @throws org.apache.kafka.common.config.ConfigException naming the setting that is missing or unusable
     */
    public static RegisteredSchemas of(Map<String, ?> settings) {
        RegistrySettings read = RegistrySettings.of(settings);
        return new RegisteredSchemas(new SchemaRegistryClient(read), read.autoRegister());
    }

    /** The registration status of one schema. */
    public enum RegistrationStatus {
        REGISTERED,
        /** Another is registered, whose records this release can read. */
        COMPATIBLE,
        INCOMPATIBLE,
        ABSENT
    }

    /** Whether a schema that is not registered is so by the first record that needs it. */
    public boolean autoRegister() {
        return autoRegister;
    }

    /**
     * @throws io.modelfactory.worker.failure.TransientFaultException if it gives no sign of life, or does not let us in
     */
    public void requireReachable() {
        registry.requireReachable();
    }

    /** @throws io.modelfactory.worker.failure.TransientFaultException if the registry cannot be asked */
    public RegistrationStatus status(String topic, Schema schema) {
        String subject = subject(topic);
        if (isRegistered(subject, schema)) {
            return RegistrationStatus.REGISTERED;
        }
        return registry.latest(subject)
                .map(latest -> SchemaCompatibility.checkReaderWriterCompatibility(schema, latest))
                .map(answer -> answer.getType() == SchemaCompatibilityType.COMPATIBLE
                        ? RegistrationStatus.COMPATIBLE
                        : RegistrationStatus.INCOMPATIBLE)
                .orElse(RegistrationStatus.ABSENT);
    }

    /**
     * Registers a schema, or finds it registered; gives its id.
     *
     * @throws SerializationException if the registry refuses it, as it does a schema that breaks with those before it
     * @throws io.modelfactory.worker.failure.TransientFaultException if the registry cannot be asked
     */
    public int register(String topic, Schema schema) {
        return registry.register(subject(topic), schema);
    }

    /** The name under which a registry has the schemas of a topic's values. */
    public static String subject(String topic) {
        return topic + "-value";
    }

    private boolean isRegistered(String subject, Schema schema) {
        try {
            return registry.idOf(subject, schema) > 0;
        } catch (SerializationException unknown) {
            return false;
        }
    }
}

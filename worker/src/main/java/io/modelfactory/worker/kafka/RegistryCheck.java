package io.modelfactory.worker.kafka;

import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks the schema registry for a sign of life, with the address and credentials that the serializers use. */
public final class RegistryCheck {
    private static final Duration PATIENCE = Duration.ofMillis(1_500);
    private static final int UNAUTHORIZED = 401;

    private final RegistryHttp http;

    /**
     * @param settings a serializer's, under Confluent's names
     * @throws org.apache.kafka.common.config.ConfigException if they are not ones that the house's serializers know
     */
    public RegistryCheck(Map<String, ?> settings) {
        this.http = new RegistryHttp(RegistrySettings.of(settings), PATIENCE);
    }

    /** @throws TransientFaultException if it does not answer, or does not let us in */
    public void requireAnswer() {
        try {
            RegistryAnswer answer = http.ask("/config", Optional.empty());
            // Who may not see the configuration, or asks a registry that shows none, still has reached it.
            if (answer.isPassing() || answer.status() == UNAUTHORIZED) {
                throw new IOException(answer.describe());
            }
        } catch (IOException silence) {
            throw new TransientFaultException("no answer of the schema registry: " + silence.getMessage(), silence);
        }
    }
}

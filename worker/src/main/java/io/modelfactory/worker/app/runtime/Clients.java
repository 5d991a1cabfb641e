package io.modelfactory.worker.app.runtime;

import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.kafka.KafkaClients;

/** The Kafka clients that a profile asks for. */
public final class Clients {
    private Clients() {}

    public static KafkaClients of(Wiring.Kafka kafka) {
        return new KafkaClients(kafka.bootstrapServers(), kafka.properties().values());
    }
}

package io.modelfactory.local;

import java.nio.file.Path;

/** Embedded servers on given ports; the database takes only clients that know its password. */
record FixedPortServers(LocalPorts ports, Path passwordFile) implements LocalServers {
    @Override
    public LocalBroker broker(DataDirectory data) {
        return new EmbeddedKafka(data, ports.kafka(), ports.kafkaController());
    }

    @Override
    public LocalDatabase database(DataDirectory data) {
        return EmbeddedDatabase.withPassword(data, ports.database(), passwordFile);
    }
}

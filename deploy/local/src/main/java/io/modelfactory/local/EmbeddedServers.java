package io.modelfactory.local;

/** A broker in this JVM and a PostgreSQL server as its child. */
final class EmbeddedServers implements LocalServers {
    @Override
    public LocalBroker broker(DataDirectory data) {
        return new EmbeddedKafka(data);
    }

    @Override
    public LocalDatabase database(DataDirectory data) {
        return EmbeddedDatabase.stoppedByItsOwner(data);
    }
}

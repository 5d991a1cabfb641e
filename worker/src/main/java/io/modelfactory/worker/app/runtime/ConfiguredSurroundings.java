package io.modelfactory.worker.app.runtime;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStores;
import io.modelfactory.worker.config.Wiring;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The real surroundings, as a profile wires them. */
record ConfiguredSurroundings(Wiring wiring) implements Surroundings {

    @Override
    public HikariDataSource database() {
        return Databases.connect(wiring.database(), wiring.lease().duration());
    }

    @Override
    public ArtifactStore artifacts() {
        return ArtifactStores.open(
                wiring.objectStore().root(), wiring.objectStore().s3());
    }

    @Override
    public Producer<byte[], byte[]> producer() {
        return Clients.of(wiring.kafka()).producer();
    }

    @Override
    public Producer<byte[], byte[]> factProducer(Duration patience) {
        return Clients.impatient(wiring.kafka(), patience).producer();
    }

    @Override
    public Consumer<byte[], byte[]> consumer(int batchLimit) {
        return Clients.of(wiring.kafka()).consumer(wiring.kafka().groupId(), batchLimit);
    }
}

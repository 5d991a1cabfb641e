package io.modelfactory.worker.app.wiring;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.kafka.RenewableProducer;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The real external resources, as a profile wires them. */
record ConfiguredResources(Wiring wiring) implements ExternalResources {

    @Override
    public HikariDataSource database() {
        return DatabaseFactory.connect(wiring.database(), wiring.lease().idleTransactionTimeout());
    }

    @Override
    public ArtifactStore artifacts() {
        return ArtifactStoreFactory.open(
                wiring.objectStore().root(), wiring.objectStore().options());
    }

    @Override
    public Producer<byte[], byte[]> producer(String transactionalId) {
        return new RenewableProducer(() -> KafkaClientFactory.of(wiring.kafka()).producer(transactionalId));
    }

    @Override
    public Producer<byte[], byte[]> factProducer(String transactionalId, Duration timeout) {
        return new RenewableProducer(
                () -> KafkaClientFactory.withTimeout(wiring.kafka(), timeout).producer(transactionalId));
    }

    @Override
    public Consumer<byte[], byte[]> consumer(int batchLimit) {
        return KafkaClientFactory.of(wiring.kafka())
                .consumer(wiring.kafka().groupId(), wiring.kafka().groupInstanceId(), batchLimit);
    }
}

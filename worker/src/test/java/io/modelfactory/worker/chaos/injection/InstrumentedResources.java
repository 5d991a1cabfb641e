package io.modelfactory.worker.chaos.injection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.app.wiring.ExternalResources;
import io.modelfactory.worker.artifact.ArtifactStore;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The real external resources, with a point at each call of the worker. */
public final class InstrumentedResources implements ExternalResources {
    private final ExternalResources real;
    private final InjectionPoints points;

    public InstrumentedResources(ExternalResources real, InjectionPoints points) {
        this.real = real;
        this.points = points;
    }

    /**
     * A pool over the pool, because the worker expects a pool: the inner one has the settings, the outer one the
     * points.
     */
    @Override
    public HikariDataSource database() {
        HikariDataSource inner = real.database();
        HikariConfig config = new HikariConfig();
        config.setPoolName("watched");
        config.setMaximumPoolSize(inner.getMaximumPoolSize());
        config.setConnectionTimeout(inner.getConnectionTimeout());
        config.setDataSource(InstrumentedDataSource.of(inner, points));
        return new HikariDataSource(config);
    }

    @Override
    public ArtifactStore artifacts() {
        return new InstrumentedArtifactStore(real.artifacts(), points);
    }

    @Override
    public Producer<byte[], byte[]> producer(String transactionalId) {
        return InstrumentedKafkaClients.producer(real.producer(transactionalId), points);
    }

    @Override
    public Producer<byte[], byte[]> factProducer(String transactionalId, Duration timeout) {
        return InstrumentedKafkaClients.producer(real.factProducer(transactionalId, timeout), points);
    }

    @Override
    public Consumer<byte[], byte[]> consumer(int batchLimit) {
        return InstrumentedKafkaClients.consumer(real.consumer(batchLimit), points);
    }
}

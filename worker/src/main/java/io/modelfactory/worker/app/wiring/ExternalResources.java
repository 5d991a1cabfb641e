package io.modelfactory.worker.app.wiring;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.config.Configuration;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * What a worker writes to and reads from outside of its process, opened in this one place, so that something can be put
 * in between. Each call opens anew; the caller closes what it opened.
 */
public interface ExternalResources {

    /** @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer in time */
    HikariDataSource database();

    ArtifactStore artifacts();

    /**
     * For the relay of messages; it sends in transactions.
     *
     * @param transactionalId by which a later producer, of any worker, fences this one
     */
    Producer<byte[], byte[]> producer(String transactionalId);

    /**
     * For facts that are sent best effort.
     *
     * @param transactionalId as of {@link #producer}
     * @param timeout for a broker that does not answer
     */
    Producer<byte[], byte[]> factProducer(String transactionalId, Duration timeout);

    /**
     * In the worker's group; for the intake.
     *
     * @param batchLimit records that one poll returns at most
     */
    Consumer<byte[], byte[]> consumer(int batchLimit);

    /** Those that the profile names. */
    static ExternalResources of(Configuration configuration) {
        return new ConfiguredResources(configuration.profile().wiring());
    }
}

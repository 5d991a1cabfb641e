package io.modelfactory.worker.kafka;

import io.modelfactory.worker.failure.TransientFaultException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/**
 * Asks the brokers for a sign of life, over a connection of its own. Consumer and producer do not tell: they wait in silence
 * until the brokers are back.
 */
public final class BrokerCheck implements AutoCloseable {
    private static final int TIMEOUT_MS = 1_500;

    private final KafkaClients clients;
    private Optional<Admin> admin = Optional.empty();
    private boolean closed;

    public BrokerCheck(KafkaClients clients) {
        this.clients = clients;
    }

    /** @throws TransientFaultException if no broker answers */
    public void requireAnswer() {
        try {
            connected()
                    .describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MS))
                    .nodes()
                    .get(2 * TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException fault) {
            Throwable cause =
                    fault instanceof ExecutionException && fault.getCause() != null ? fault.getCause() : fault;
            throw new TransientFaultException("no broker answers: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFaultException("interrupted", e);
        }
    }

    private synchronized Admin connected() {
        if (closed) {
            throw new KafkaException("the check is closed");
        }
        Admin connected = admin.orElseGet(() -> Admin.create(clients.common()));
        admin = Optional.of(connected);
        return connected;
    }

    @Override
    public synchronized void close() {
        closed = true;
        admin.ifPresent(connected -> connected.close(Duration.ZERO));
    }
}

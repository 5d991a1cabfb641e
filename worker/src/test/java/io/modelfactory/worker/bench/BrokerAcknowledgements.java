package io.modelfactory.worker.bench;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Acknowledgements that a broker has not sent yet. */
final class BrokerAcknowledgements {
    private BrokerAcknowledgements() {}

    /** Returns when the broker has all of the messages. */
    static void await(List<Future<RecordMetadata>> messages) {
        try {
            for (Future<RecordMetadata> message : messages) {
                message.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take a message", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending", e);
        }
    }
}

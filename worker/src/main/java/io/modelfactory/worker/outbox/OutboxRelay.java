package io.modelfactory.worker.outbox;

import io.modelfactory.worker.ledger.OutboxRows;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Sends committed messages to Kafka. Of all workers one relays at a time, and messages of one key arrive in the order in which
 * they were committed; a message may arrive more than once, under the same {@code ce_id}.
 *
 * <p>Rows are noted as sent only after the broker has acknowledged the whole batch. If broker, registry or database fail,
 * nothing is noted and the batch is sent again, after a growing pause. A topic whose records cannot be serialized at the moment
 * is held back and the others go on. A row that nobody will ever be able to read, or that is larger than the broker takes, is
 * set aside with the reason: it stays in the table for people to see to, and stops no other.
 */
public final class OutboxRelay implements Runnable {
    private final OutboxRows rows;
    private final Producer<byte[], byte[]> producer;
    private final Serializer<Object> serializer;
    private final SteadyLoop loop = new SteadyLoop("relaying messages");

    /**
     * @param producer idempotent, with {@code acks=all}; the caller closes it after the relay has ended
     * @param serializer of Avro records; rows without a record type go out as they are
     */
    public OutboxRelay(OutboxRows rows, Producer<byte[], byte[]> producer, Serializer<Object> serializer) {
        this.rows = rows;
        this.producer = producer;
        this.serializer = serializer;
    }

    /** Runs until {@link #stop}, or until the thread is interrupted. */
    @Override
    public void run() {
        loop.run(() -> rows.tryOpen().map(session -> new Relaying(session, sender(), serializer)));
    }

    /** Asks the loop to end, without waiting for acknowledgements that are outstanding. May be called from any thread. */
    public void stop() {
        loop.stop();
    }

    private AcknowledgedSender sender() {
        return new AcknowledgedSender(producer, loop::isStopping);
    }
}

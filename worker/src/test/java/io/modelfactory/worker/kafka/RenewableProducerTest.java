package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RenewableProducerTest {
    private static final ProducerRecord<byte[], byte[]> MESSAGE = new ProducerRecord<>("topic", new byte[] {1});

    private final List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
    private final RenewableProducer producer = new RenewableProducer(() -> {
        made.add(new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));
        return made.get(made.size() - 1);
    });

    @Test
    void theFirstInitialisationReplacesNothing() {
        producer.initTransactions();

        assertThat(made).hasSize(1);
        assertThat(made.get(0).transactionInitialized()).isTrue();
    }

    @Test
    void aFencedProducerIsReplacedWhenItsTransactionsAreInitialisedAgain() {
        producer.initTransactions();
        made.get(0).fenceProducer();

        producer.initTransactions();
        producer.beginTransaction();
        assertThat(producer.send(MESSAGE)).isDone();
        producer.commitTransaction();

        assertThat(made.get(0).closed()).isTrue();
        assertThat(made).hasSize(2);
        assertThat(made.get(1).history()).containsExactly(MESSAGE);
    }
}

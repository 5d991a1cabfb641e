package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class RenewableProducerTest {
    private static final ProducerRecord<byte[], byte[]> MESSAGE = new ProducerRecord<>("topic", new byte[] {1});

    private final List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
    private final RenewableProducer producer = new RenewableProducer(() -> {
        made.add(new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()));
        return made.get(made.size() - 1);
    });

    @Test
    void aProducerThatLostItsSequenceIsReplaced() throws Exception {
        Future<RecordMetadata> lost = producer.send(MESSAGE);
        made.get(0).errorNext(new OutOfOrderSequenceException("gap"));
        assertThatThrownBy(lost::get).hasCauseInstanceOf(OutOfOrderSequenceException.class);

        Future<RecordMetadata> again = producer.send(MESSAGE);
        made.get(1).completeNext();

        assertThat(again.get().topic()).isEqualTo("topic");
        assertThat(made.get(0).closed()).isTrue();
        assertThat(made).hasSize(2);
    }

    @Test
    void aProducerThatRefusesToSendIsReplacedForTheNextRecord() {
        made.get(0).sendException = new ProducerFencedException("another producer has the id");
        assertThatThrownBy(() -> producer.send(MESSAGE)).isInstanceOf(ProducerFencedException.class);

        assertThat(producer.send(MESSAGE)).isNotDone();

        assertThat(made).hasSize(2);
        assertThat(made.get(1).history()).hasSize(1);
    }

    @Test
    void aFaultThatPassesReplacesNothing() {
        Future<RecordMetadata> lost = producer.send(MESSAGE);
        made.get(0).errorNext(new TimeoutException("no broker"));
        assertThat(lost).isDone();

        assertThat(producer.send(MESSAGE)).isNotDone();

        assertThat(made).hasSize(1);
        assertThat(made.get(0).closed()).isFalse();
    }
}

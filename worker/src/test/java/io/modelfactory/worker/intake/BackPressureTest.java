package io.modelfactory.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private static final TopicPartition FIRST = new TopicPartition("requests", 0);
    private static final TopicPartition SECOND = new TopicPartition("requests", 1);

    private final List<Duration> polls = new ArrayList<>();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            polls.add(timeout);
            return super.poll(timeout);
        }
    };
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final BackPressure pressure = new BackPressure(consumer, stopping);

    @BeforeEach
    void assign() {
        consumer.subscribe(List.of("requests"), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                pressure.onPartitionsAssigned(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
        });
        consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        consumer.rebalance(List.of(FIRST));
    }

    @Test
    void aPausedConsumerPollsAndTakesNothing() throws InterruptedException {
        send(FIRST);
        consumer.schedulePollTask(() -> assertThat(consumer.paused()).containsExactly(FIRST));

        pressure.pauseBeforeRetry("the ledger is away");

        assertThat(consumer.position(FIRST)).as("polled and left where it was").isZero();
        assertThat(pressure.reason()).contains("the ledger is away");
        assertThat(consumer.paused()).isEmpty();
        assertThat(consumer.poll(Duration.ZERO).count()).isEqualTo(1);
        pressure.reset();
        assertThat(pressure.reason()).isEmpty();
    }

    /** A member that does not poll for long is put out of its group. */
    @Test
    void noTimeOfTheWaitPassesWithoutAPoll() throws InterruptedException {
        pressure.pauseBeforeRetry("the ledger is away");

        assertThat(polls).as("what is left of the wait, each time").isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(polls.get(0)).as("half of the least wait, at least").isGreaterThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void partitionsThatComeMeanwhileAreLeftAloneToo() throws InterruptedException {
        consumer.schedulePollTask(() -> {
            consumer.rebalance(List.of(FIRST, SECOND));
            send(SECOND);
        });

        pressure.pauseBeforeRetry("the ledger is away");

        assertThat(consumer.position(SECOND)).isZero();
        assertThat(consumer.poll(Duration.ZERO).count()).isEqualTo(1);
    }

    @Test
    void aConsumerThatCannotPollWaitsAllTheSame() throws InterruptedException {
        consumer.setPollException(new KafkaException("not allowed"));

        pressure.pauseBeforeRetry("not allowed");

        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void stoppingTheIntakeEndsTheWait() {
        consumer.schedulePollTask(() -> {
            stopping.countDown();
            consumer.wakeup();
        });

        assertThatThrownBy(() -> pressure.pauseBeforeRetry("the ledger is away"))
                .isInstanceOf(WakeupException.class);
    }

    private void send(TopicPartition partition) {
        consumer.addRecord(new ConsumerRecord<>(partition.topic(), partition.partition(), 0, new byte[0], new byte[0]));
    }
}

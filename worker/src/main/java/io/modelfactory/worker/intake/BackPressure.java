package io.modelfactory.worker.intake;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps requests on their topic while ledger or registry are unavailable: the partitions are paused, and the consumer
 * goes on polling. So it stays a member of its group for as long as an outage lasts, and its partitions do not wander
 * to other members, which would fare no better. Used by the consumer's own thread, but for {@link #reason}.
 */
final class BackPressure {
    private static final Logger LOG = LoggerFactory.getLogger(BackPressure.class);

    private static final IntervalFunction BACKOFF = IntervalFunction.ofExponentialRandomBackoff(200, 2.0, 0.5, 5_000);

    private final Consumer<?, ?> consumer;
    private final CountDownLatch stopping;
    private volatile Optional<String> reason = Optional.empty();
    private int consecutiveFaults;
    private boolean paused;

    /** @param stopping ends a wait at once */
    BackPressure(Consumer<?, ?> consumer, CountDownLatch stopping) {
        this.consumer = consumer;
        this.stopping = stopping;
    }

    /** Why nothing could be taken the last time; empty once something could, or there was nothing to take. */
    Optional<String> reason() {
        return reason;
    }

    /** The external dependencies answer again. */
    void reset() {
        consecutiveFaults = 0;
        reason = Optional.empty();
    }

    /** Waits before the next try, longer after each fault in a row, with all partitions paused. */
    void pauseBeforeRetry(String fault) throws InterruptedException {
        reason = Optional.of(fault);
        consecutiveFaults++;
        paused = true;
        consumer.pause(consumer.assignment());
        try {
            pollFor(Duration.ofMillis(BACKOFF.apply(consecutiveFaults)));
        } finally {
            paused = false;
            consumer.resume(consumer.paused());
        }
    }

    /** Partitions that come in the midst of a wait wait with the others. */
    void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (paused) {
            consumer.pause(partitions);
        }
    }

    private void pollFor(Duration wait) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        long left = wait.toNanos();
        while (left > 0 && stopping.getCount() > 0) {
            try {
                // Nothing comes of partitions that are paused; the consumer only says that it is there.
                consumer.poll(Duration.ofNanos(left));
            } catch (WakeupException stop) {
                throw stop;
            } catch (KafkaException fault) {
                // What ails the consumer itself is met again by the next try; polling on would only turn in circles.
                LOG.debug("cannot poll", fault);
                if (stopping.await(left, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
            left = end - System.nanoTime();
        }
    }
}

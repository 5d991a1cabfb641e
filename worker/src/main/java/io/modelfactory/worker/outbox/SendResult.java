package io.modelfactory.worker.outbox;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * What became of the messages of one topic, by their positions. Positions that occur nowhere were not sent.
 *
 * @param acknowledged committed messages
 * @param refused why no broker would accept a message
 * @param failure why the topic did not accept messages for now; then none is acknowledged
 */
record SendResult(Set<Integer> acknowledged, Map<Integer, String> refused, Optional<Exception> failure) {

    static SendResult failed(Exception why) {
        return new SendResult(Set.of(), Map.of(), Optional.of(why));
    }

    /** Whether another relay has taken over: the broker refuses this one's producer. */
    boolean isFenced() {
        return failure.map(Throwable.class::cast).filter(SendResult::isFence).isPresent();
    }

    boolean isTimeout() {
        return failure.filter(TimeoutException.class::isInstance).isPresent();
    }

    private static boolean isFence(Throwable failure) {
        return failure instanceof ProducerFencedException
                || failure instanceof InvalidProducerEpochException
                || (failure.getCause() != null && isFence(failure.getCause()));
    }
}

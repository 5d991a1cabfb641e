package io.modelfactory.worker.dataset.split;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.table.EpochMicros;
import java.time.Instant;
import java.util.List;

/**
 * Where the parts of a window of a backtest begin and end. Each end is the first moment that does not belong to it.
 *
 * @param number from 1, the oldest
 * @param validationFrom where the validation part begins; {@code trainUntil} if there is none
 */
record BacktestWindow(
        int number,
        Instant trainFrom,
        Instant validationFrom,
        Instant trainUntil,
        Instant testFrom,
        Instant testUntil) {

    /** Where the later parts begin, in microseconds. */
    List<Long> cutTimes() {
        return validationFrom.equals(trainUntil)
                ? List.of(EpochMicros.of(testFrom))
                : List.of(EpochMicros.of(validationFrom), EpochMicros.of(testFrom));
    }

    /**
     * A condition on the events of the window and of the gap before its validation part. The one before the test part
     * has whole days, which have not always 24 hours.
     */
    String condition() {
        return "event_time >= %d AND event_time < %d AND NOT (event_time >= %d AND event_time < %d)"
                .formatted(
                        EpochMicros.of(trainFrom),
                        EpochMicros.of(testUntil),
                        EpochMicros.of(trainUntil),
                        EpochMicros.of(testFrom));
    }

    ObjectNode toJson() {
        return Json.object()
                .put("number", number)
                .put("train_from", trainFrom.toString())
                .put("train_until", trainUntil.toString())
                .put("test_from", testFrom.toString())
                .put("test_until", testUntil.toString());
    }
}

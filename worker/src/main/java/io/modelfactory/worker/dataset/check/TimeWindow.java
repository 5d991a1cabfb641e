package io.modelfactory.worker.dataset.check;

import io.modelfactory.worker.dataset.table.EpochMicros;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.PlausibleTimes;
import java.time.Instant;
import java.util.Optional;

/** The plausible times of a dataset's rows, both ends included: sentinels such as 1970 or 9999 lie outside. */
public record TimeWindow(Instant from, Instant to) {
    private static final Instant DEFAULT_FROM = Instant.parse("1990-01-01T00:00:00Z");

    /** @param startedAt pinned start of the run, after which no event can have happened */
    public static TimeWindow of(DatasetMaterialization materialization, Instant startedAt) {
        Optional<PlausibleTimes> declared = materialization.plausibleTimes();
        return new TimeWindow(
                declared.flatMap(PlausibleTimes::from).orElse(DEFAULT_FROM),
                declared.flatMap(PlausibleTimes::to).orElse(startedAt));
    }

    /** A condition on a column of microseconds. */
    String excludes(String column) {
        return column + " NOT BETWEEN " + EpochMicros.of(from) + " AND " + EpochMicros.of(to);
    }

    String text() {
        return from + " to " + to;
    }
}

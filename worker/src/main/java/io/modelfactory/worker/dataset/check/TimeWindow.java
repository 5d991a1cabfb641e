package io.modelfactory.worker.dataset.check;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import io.modelfactory.worker.dataset.table.EpochMicros;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetManifest;
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

    /**
     * No label is looked up in the future: under such a date no event would be too young for {@code maturity_days}.
     *
     * @param startedAt pinned start of the run
     * @throws FailureException {@code DATASET_INVALID} if {@code label_asof_utc} is later than that and than all
     *     plausible times
     */
    public static void requireLabelsLookedUp(
            DatasetManifest manifest, DatasetMaterialization materialization, Instant startedAt) {
        Instant asOf = manifest.labelBasis().labelAsofUtc().toInstant();
        Instant to = of(materialization, startedAt).to();
        if (asOf.isAfter(startedAt) && asOf.isAfter(to)) {
            throw new FailureException(
                    DATASET_INVALID,
                    manifest.datasetManifestId() + ": label_basis.label_asof_utc is " + asOf
                            + ", which was still to come at " + startedAt
                            + "; give the time at which the labels were looked up, or declare plausible_times");
        }
    }

    /** A condition on a column of microseconds. */
    String excludes(String column) {
        return column + " NOT BETWEEN " + EpochMicros.of(from) + " AND " + EpochMicros.of(to);
    }

    String text() {
        return from + " to " + to;
    }
}

package io.modelfactory.worker.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.DatasetPreparer;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.GovernanceProfile.Backtest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestWindowTest {
    @TempDir
    Path folder;

    /** Clocks are set back on 26 October, so that the gap's three days have 73 hours. */
    @Test
    void aWindowTrainsUntilItSaysAlsoWhereAGapHasALongDay() {
        DatasetFixture fixture = new DatasetFixture(folder)
                .columns(DatasetFixture.withoutLabelTimes(new Feature("amount", FeatureType.NUMERIC)))
                .fractions(0.7, 0, 0.3)
                .dayZone("Europe/Berlin");
        DataFile file = fixture.file("hours.parquet", """
                SELECT 'e-' || i AS event_id, TIMESTAMP '2025-10-10 22:00:00' + to_hours(i) AS event_time,
                    CAST(i % 3 = 0 AS INTEGER) AS label, CAST(i * 7 % 500 AS DOUBLE) AS amount
                FROM range(19 * 24) AS numbers(i)""");

        JsonNode split = new DatasetPreparer(folder, 1, "256MB")
                .prepare(
                        List.of(fixture.dataset(file)),
                        pinned -> fixture.path(pinned.ref()),
                        fixture.profile().forWindow(3),
                        Instant.parse("2026-02-01T00:00:00Z"),
                        HoldoutViews.none(),
                        Optional.of(new BacktestSlot(new Backtest(1, 10, 3, 2, Optional.empty(), Optional.empty()), 1)))
                .split();

        assertThat(split.at("/window/train_until").asText()).isEqualTo("2025-10-24T22:00:00Z");
        assertThat(split.at("/train/max_event_time").asText()).isEqualTo("2025-10-24T21:00:00Z");
        assertThat(split.at("/test/min_event_time").asText()).isEqualTo("2025-10-27T23:00:00Z");
    }
}

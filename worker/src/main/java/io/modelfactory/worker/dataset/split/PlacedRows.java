package io.modelfactory.worker.dataset.split;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.table.EpochMicros;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.resolve.TrainingProfile;
import java.util.Optional;

/**
 * How the rows were put into the parts of the split, which the table {@code placement} has.
 *
 * @param seenEntities rows left out because their entity is in another part
 * @param compromised rows left out because their card is known to be
 * @param window of a backtest, if it is one's
 */
public record PlacedRows(
        SplitSummary split,
        Optional<TimeCuts> timeCuts,
        LeftOutRows seenEntities,
        LeftOutRows compromised,
        Optional<BacktestWindow> window) {

    /**
     * @param rows in all
     * @param slot of which the parts are taken, in the order of time, instead of those of all rows
     */
    public static PlacedRows of(
            DuckDb db, EventColumns columns, long rows, TrainingProfile profile, Optional<BacktestSlot> slot) {
        Optional<BacktestWindow> window = slot.map(asked -> place(db, asked, profile));
        Splitter splitter = new Splitter(db, profile.split(), window);
        splitter.split(profile.plausibility().cutDistanceBound());
        PlacementFilter filter = new PlacementFilter(db);
        LeftOutRows seenEntities = filter.leaveOutSeenEntities(profile.split());
        LeftOutRows compromised = profile.excludesKnownCompromised()
                ? filter.leaveOutKnownCompromised(profile.evaluation().zone())
                : LeftOutRows.NONE;
        return new PlacedRows(
                SplitSummary.of(db, columns, rows), splitter.timeCuts(), seenEntities, compromised, window);
    }

    private static BacktestWindow place(DuckDb db, BacktestSlot slot, TrainingProfile profile) {
        return slot.place(
                EpochMicros.toInstant(db.queryLong("SELECT min(event_time) FROM events")),
                EpochMicros.toInstant(db.queryLong("SELECT max(event_time) FROM events")),
                profile.evaluation().zone(),
                profile.splitFractions());
    }

    public ObjectNode document(TrainingProfile profile, EventColumns columns) {
        ObjectNode document = new SplitDocument(profile, columns, split, seenEntities, compromised).toJson(timeCuts);
        window.ifPresent(placed -> document.set("window", placed.toJson()));
        return document;
    }
}

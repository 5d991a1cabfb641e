package io.modelfactory.worker.dataset.check;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.file.QuotedText;
import java.util.List;

/** A few event ids that show what is wrong with some rows; values are not shown, they may be personal. */
final class ExampleEventIds {
    private static final int MAX_IDS = 5;

    private ExampleEventIds() {}

    /** @param condition on the rows of {@code events} */
    static String ofRowsWhere(DuckDb db, String condition) {
        return ofQuery(db, "SELECT DISTINCT event_id FROM events WHERE " + condition + " AND event_id IS NOT NULL");
    }

    /** @param ids a query for one column, {@code event_id} */
    static String ofQuery(DuckDb db, String ids) {
        List<String> found = db.query(
                "SELECT event_id FROM (" + ids + ") ORDER BY event_id LIMIT " + MAX_IDS, row -> row.getString(1));
        return found.isEmpty() ? "" : " (for example event " + QuotedText.of(found) + ")";
    }
}

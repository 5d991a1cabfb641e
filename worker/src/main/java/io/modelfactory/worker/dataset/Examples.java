package io.modelfactory.worker.dataset;

import java.util.List;

/** A few event ids that show what is wrong with some rows; values are not shown, they may be personal. */
final class Examples {
    private static final int MOST = 5;

    private Examples() {}

    /** @param condition on the rows of {@code events} */
    static String where(DuckDb db, String condition) {
        return ofIds(db, "SELECT DISTINCT event_id FROM events WHERE " + condition + " AND event_id IS NOT NULL");
    }

    /** @param ids a query for one column, {@code event_id} */
    static String ofIds(DuckDb db, String ids) {
        List<String> found =
                db.query("SELECT event_id FROM (" + ids + ") ORDER BY event_id LIMIT " + MOST, row -> row.getString(1));
        return found.isEmpty() ? "" : " (for example event " + Quoted.of(found) + ")";
    }
}

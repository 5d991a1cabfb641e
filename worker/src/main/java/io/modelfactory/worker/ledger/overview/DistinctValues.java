package io.modelfactory.worker.ledger.overview;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The different values of a column of runs that have ended, found by jumping from one to the next in its index. */
enum DistinctValues {
    SCOPE("scope_key", """
            CASE WHEN value LIKE '{%' THEN (value::jsonb ->> 'environment') || '/' || (value::jsonb ->> 'mode') || '/'
                || (value::jsonb ->> 'bundle_slot') ELSE value END"""),
    REQUESTER("requester", "value");

    /** As many values are looked at; beyond them a part of a value is tried on runs instead. */
    private static final int MOST_LOOKED_AT = 1_000;

    private final String column;
    private final String shown;

    /** @param shown what people see of a {@code value} */
    DistinctValues(String column, String shown) {
        this.column = column;
        this.shown = shown;
    }

    /** Those that contain the text where people see it; empty if there are too many to tell, or to use. */
    Optional<List<String>> containing(Handle handle, String part, int most) {
        List<String> all = all(handle, MOST_LOOKED_AT + 1);
        if (all.size() > MOST_LOOKED_AT) {
            return Optional.empty();
        }
        List<String> found = handle.createQuery(
                        "SELECT value FROM unnest(:values) AS known (value) WHERE position(:part IN <shown>) > 0")
                .define("shown", shown)
                .bindArray("values", String.class, all)
                .bind("part", part)
                .mapTo(String.class)
                .list();
        return Optional.of(found).filter(values -> values.size() <= most);
    }

    /** All, in no meaningful order. */
    List<String> all(Handle handle, int most) {
        return handle.createQuery("""
            WITH RECURSIVE known AS (
                (SELECT mf_digest(<column>) AS digest, <column> AS value, 1 AS number FROM mf_run
                    WHERE state_at_rest IS NOT NULL ORDER BY mf_digest(<column>) LIMIT 1)
                UNION ALL
                SELECT next.digest, next.value, known.number + 1 FROM known CROSS JOIN LATERAL (
                    SELECT mf_digest(<column>) AS digest, <column> AS value FROM mf_run
                    WHERE state_at_rest IS NOT NULL AND mf_digest(<column>) > known.digest
                    ORDER BY mf_digest(<column>) LIMIT 1) AS next
                WHERE known.number < :most)
            SELECT value FROM known
            """)
                .define("column", column)
                .bind("most", most)
                .mapTo(String.class)
                .list();
    }
}

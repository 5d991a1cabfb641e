package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.postgres.Database;
import javax.sql.DataSource;

/**
 * Where workers began to read a partition and have not got any further: a note that survives a worker which dies of
 * what it reads, and that all workers share.
 */
public final class IntakePositions {
    private final Database database;

    public IntakePositions(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** Notes that a worker begins to read at an offset; returns how often that has been noted in a row. */
    public int noteStart(String topic, int partition, long offset) {
        return database.transaction(handle -> handle.createQuery("""
                        INSERT INTO mf_intake_position AS known (topic, partition, next_offset, starts)
                        VALUES (:topic, :partition, :next_offset, 1)
                        ON CONFLICT (topic, partition) DO UPDATE SET
                            starts = CASE WHEN known.next_offset = excluded.next_offset THEN known.starts ELSE 0 END
                                + 1,
                            next_offset = excluded.next_offset, noted_at = now()
                        RETURNING starts
                        """)
                .bind("topic", topic)
                .bind("partition", partition)
                .bind("next_offset", offset)
                .mapTo(Integer.class)
                .one());
    }

    /** A worker got further, or left the partition alive: starts are counted anew. */
    public void forget(String topic, int partition) {
        database.transaction(handle -> handle.createUpdate("""
                        UPDATE mf_intake_position SET starts = 0
                        WHERE topic = :topic AND partition = :partition AND starts > 0
                        """)
                .bind("topic", topic)
                .bind("partition", partition)
                .execute());
    }
}

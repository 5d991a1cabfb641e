package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.booleans;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.integers;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.ledger.IntakeEntry.TrainBuildEntry;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.lease.LeasePredicate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Creates and reads rows of {@code mf_run}. {@link LeasedTransitions} changes them. */
final class RunDao {
    /** Sorts after every character of a run key. */
    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    private RunDao() {}

    /**
     * Creates the runs that do not exist yet, in the order given. Waits for other transactions that are creating the
     * same ones, so callers sort by run key to avoid deadlocks.
     *
     * @return the keys of those created
     */
    static Set<String> create(Handle handle, List<TrainBuildEntry> builds) {
        if (builds.isEmpty()) {
            return Set.of();
        }
        return handle.createQuery("""
                        INSERT INTO mf_run (run_key, train_run_key, platform_run_id, scope_key, request, requester,
                            state, execution_mode,
                            publish_requested, priority, traceparent, last_event_seq)
                        SELECT run_key, train_run_key, platform_run_id, scope_key, request::jsonb, requester,
                            'QUEUED', 'NONE',
                            publish_requested, priority, traceparent, 1
                        FROM unnest(:run_keys, :train_run_keys, :platform_run_ids, :scope_keys, :requests, :requesters,
                            :publish_requested, :priorities, :traceparents)
                            AS build (run_key, train_run_key, platform_run_id, scope_key, request, requester,
                                publish_requested, priority, traceparent)
                        ON CONFLICT DO NOTHING
                        RETURNING run_key
                        """)
                .bind("run_keys", texts(builds, TrainBuildEntry::runKey))
                .bind("train_run_keys", texts(builds, TrainBuildEntry::trainRunKey))
                .bind("platform_run_ids", texts(builds, TrainBuildEntry::platformRunId))
                .bind("scope_keys", texts(builds, TrainBuildEntry::scopeKey))
                .bind("requests", texts(builds, build -> CanonicalJson.text(build.request())))
                .bind("requesters", texts(builds, TrainBuildEntry::requesterPrincipal))
                .bind("publish_requested", booleans(builds, TrainBuildEntry::publishAllowed))
                .bind("priorities", integers(builds, TrainBuildEntry::priority))
                .bind("traceparents", texts(builds, build -> build.traceparent().orElse(null)))
                .mapTo(String.class)
                .collect(Collectors.toSet());
    }

    /** Locks the runs in the order of their keys, until the transaction ends. */
    static void lock(Handle handle, Collection<String> runKeys) {
        if (!runKeys.isEmpty()) {
            handle.createQuery("""
                            SELECT run_key FROM mf_run WHERE run_key = ANY(:run_keys) ORDER BY run_key FOR UPDATE
                            """)
                    .bindArray("run_keys", String.class, runKeys)
                    .mapTo(String.class)
                    .list();
        }
    }

    static Optional<RunRow> find(Handle handle, String runKey) {
        return handle.createQuery("SELECT * FROM mf_run WHERE run_key = :run_key")
                .bind("run_key", runKey)
                .map(RunRow::read)
                .findOne();
    }

    /** A run that is held under this lease, and is until the transaction ends. */
    static Optional<RunRow> findLeased(Handle handle, Lease lease) {
        Query query = handle.createQuery("SELECT * FROM mf_run WHERE " + LeasePredicate.HELD_SQL + " FOR SHARE");
        return LeasePredicate.bind(query, lease).map(RunRow::read).findOne();
    }

    /**
     * Records who begins to write the publication; the first one stays, whichever worker completes it. Changes nothing
     * else, and is no event.
     *
     * @throws LeaseLostException if another worker has claimed the run
     */
    static RunRow recordPublisher(Handle handle, Lease lease, JsonNode publishedBy) {
        Query update = handle.createQuery("""
                        UPDATE mf_run SET published_by = COALESCE(published_by, :published_by::jsonb)
                        WHERE <held> RETURNING *
                        """.replace("<held>", LeasePredicate.HELD_SQL))
                .bind("published_by", CanonicalJson.text(publishedBy));
        return LeasePredicate.bind(update, lease)
                .map(RunRow::read)
                .findOne()
                .orElseThrow(() -> new LeaseLostException(lease));
    }

    static List<String> findKeysByPrefix(Handle handle, String prefix, int limit) {
        return handle.createQuery("""
                        SELECT run_key FROM mf_run
                        WHERE run_key COLLATE "C" >= :prefix AND run_key COLLATE "C" < :prefix || :last
                        ORDER BY run_key COLLATE "C" LIMIT :limit
                        """)
                .bind("prefix", prefix)
                .bind("last", LAST_CHARACTER)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }
}

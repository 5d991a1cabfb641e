package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.Columns.column;

import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.ledger.IntakeEntry.TrainBuild;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Brings rows of {@code mf_run} into being and reads them. {@link RunMoves} changes them. */
final class RunDao {
    private RunDao() {}

    /**
     * Creates the runs that do not exist yet, in the order given. Waits for other transactions that are creating the same
     * ones, so callers sort by run key to avoid deadlocks.
     *
     * @return the keys of those created
     */
    static Set<String> create(Handle handle, List<TrainBuild> builds) {
        if (builds.isEmpty()) {
            return Set.of();
        }
        return handle.createQuery("""
                        INSERT INTO mf_run (run_key, train_run_key, platform_run_id, scope_key, request, state, execution_mode,
                            publish_requested, priority, traceparent, last_event_seq)
                        SELECT run_key, train_run_key, platform_run_id, scope_key, request::jsonb, 'QUEUED', 'NONE',
                            publish_requested, priority, traceparent, 1
                        FROM unnest(:run_keys, :train_run_keys, :platform_run_ids, :scope_keys, :requests,
                            :publish_requested, :priorities, :traceparents)
                            AS build (run_key, train_run_key, platform_run_id, scope_key, request,
                                publish_requested, priority, traceparent)
                        ON CONFLICT DO NOTHING
                        RETURNING run_key
                        """)
                .bindArray("run_keys", String.class, column(builds, TrainBuild::runKey))
                .bindArray("train_run_keys", String.class, column(builds, TrainBuild::trainRunKey))
                .bindArray("platform_run_ids", String.class, column(builds, TrainBuild::platformRunId))
                .bindArray("scope_keys", String.class, column(builds, TrainBuild::scopeKey))
                .bindArray("requests", String.class, column(builds, build -> CanonicalJson.text(build.request())))
                .bindArray("publish_requested", Boolean.class, column(builds, TrainBuild::publishAllowed))
                .bindArray("priorities", Integer.class, column(builds, TrainBuild::priority))
                .bindArray(
                        "traceparents",
                        String.class,
                        column(builds, build -> build.traceparent().orElse(null)))
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

    static List<String> keysThatBeginWith(Handle handle, String prefix, int limit) {
        return handle.createQuery("""
                        SELECT run_key FROM mf_run WHERE starts_with(run_key, :prefix) ORDER BY run_key LIMIT :limit
                        """)
                .bind("prefix", prefix)
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /** The runs changed last, latest first. */
    static List<RunRow> latest(Handle handle, Optional<RunState> state, Optional<String> platformRunId, int limit) {
        List<RunState> states = state.map(List::of).orElse(List.of(RunState.values()));
        return handle.createQuery("""
                        SELECT * FROM mf_run
                        WHERE state = ANY(:states) AND (:platform_run_id::text IS NULL OR platform_run_id = :platform_run_id)
                        ORDER BY updated_at DESC, run_key LIMIT :limit
                        """)
                .bindArray("states", String.class, column(states, RunState::name))
                .bind("platform_run_id", platformRunId.orElse(null))
                .bind("limit", limit)
                .map(RunRow::read)
                .list();
    }
}

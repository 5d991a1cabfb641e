package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.outbox.OutboxDao;
import io.modelfactory.worker.ledger.outbox.OutboxMessage;
import io.modelfactory.worker.ledger.postgres.AdvisoryLock;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/** Records under which configuration each stream was last started, and publishes a fact when that changes. */
public final class ConfigurationHistory {
    private final Database database;
    private final WorkerIdentity worker;
    private final GovernanceFactFactory facts;

    public ConfigurationHistory(DataSource dataSource, LedgerSettings settings) {
        this.database = new Database(dataSource);
        this.worker = settings.worker();
        this.facts = new GovernanceFactFactory(settings);
    }

    /**
     * Records that this worker starts. Of several that start at once under the same new configuration, one finds a
     * change.
     *
     * @param platformRunId the active platform run, or the placeholder for none
     * @return whether the stream was last started under another configuration, for which a fact goes to the control
     *     topic
     * @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer
     */
    public boolean recordStart(String platformRunId) {
        return database.transaction(handle -> {
            AdvisoryLock.STREAM.acquire(handle);
            Optional<StreamRevision> last = findLast(handle);
            if (last.filter(revision -> revision.runConfigDigest().equals(worker.runConfigDigest()))
                    .isPresent()) {
                return false;
            }
            StreamRevision next =
                    append(handle, last.map(StreamRevision::revision).orElse(0L) + 1);
            last.ifPresent(
                    previous -> appendMessage(handle, facts.policyRevisionChanged(previous, next, platformRunId)));
            return last.isPresent();
        });
    }

    private static void appendMessage(Handle handle, OutboxMessage message) {
        PositionalStatement statement = new PositionalStatement();
        OutboxDao.append(statement, List.of(message), "true");
        statement.execute(handle.getConnection());
    }

    private Optional<StreamRevision> findLast(Handle handle) {
        return handle.createQuery("""
                        SELECT * FROM mf_stream_revision WHERE stream_id = :stream_id ORDER BY revision DESC LIMIT 1
                        """)
                .bind("stream_id", worker.streamId())
                .map((row, context) -> new StreamRevision(
                        row.getString("stream_id"),
                        row.getLong("revision"),
                        row.getString("run_config_digest"),
                        row.getString("launcher_policy_id"),
                        row.getString("launcher_policy_revision"),
                        row.getString("service_release_id"),
                        PostgresColumns.time(row, "started_at")))
                .findOne();
    }

    private StreamRevision append(Handle handle, long revision) {
        return handle.createQuery("""
                        INSERT INTO mf_stream_revision (stream_id, revision, run_config_digest, launcher_policy_id,
                            launcher_policy_revision, service_release_id, worker_id, started_at)
                        VALUES (:stream_id, :revision, :digest, :policy_id, :policy_revision, :release, :worker_id,
                            clock_timestamp())
                        RETURNING started_at
                        """)
                .bind("stream_id", worker.streamId())
                .bind("revision", revision)
                .bind("digest", worker.runConfigDigest())
                .bind("policy_id", worker.launcherPolicyId())
                .bind("policy_revision", worker.launcherPolicyRevision())
                .bind("release", worker.serviceReleaseId())
                .bind("worker_id", worker.workerId())
                .map((row, context) -> new StreamRevision(
                        worker.streamId(),
                        revision,
                        worker.runConfigDigest(),
                        worker.launcherPolicyId(),
                        worker.launcherPolicyRevision(),
                        worker.serviceReleaseId(),
                        PostgresColumns.time(row, "started_at")))
                .one();
    }
}

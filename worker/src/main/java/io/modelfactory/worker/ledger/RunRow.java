package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * A row of {@code mf_run}: the run, and what only the ledger needs to know of it.
 *
 * @param requester who asked for the run first
 * @param publishRequester who asked last for its publication, if that came later
 * @param lastEventSeq number of its latest event
 */
public record RunRow(
        RunRecord run,
        String requester,
        Optional<String> publishRequester,
        long lastEventSeq,
        Optional<String> traceparent,
        long leaseToken) {

    /** The row that a request brings into being. */
    static RunRow queued(IntakeEntry.TrainBuildEntry build, Instant now) {
        RunRecord run = new RunRecord(
                build.runKey(),
                build.trainRunKey(),
                build.platformRunId(),
                build.scopeKey(),
                build.request(),
                RunState.QUEUED,
                ExecutionMode.NONE,
                build.publishAllowed(),
                false,
                0,
                0,
                0,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                build.priority(),
                Optional.empty(),
                Optional.empty(),
                now,
                now,
                now,
                Optional.empty());
        return new RunRow(run, build.requesterPrincipal(), Optional.empty(), 1, build.traceparent(), 0);
    }

    /** Reads {@code mf_run.*}. */
    public static RunRow read(ResultSet row, StatementContext context) throws SQLException {
        RunRecord run = new RunRecord(
                row.getString("run_key"),
                row.getString("train_run_key"),
                row.getString("platform_run_id"),
                row.getString("scope_key"),
                PostgresColumns.json(row, "request"),
                RunState.valueOf(row.getString("state")),
                ExecutionMode.valueOf(row.getString("execution_mode")),
                row.getBoolean("publish_requested"),
                row.getBoolean("publish_retry_requested"),
                row.getInt("full_run_attempts"),
                row.getInt("publish_retry_attempts"),
                row.getInt("attempts_in_state"),
                refs(PostgresColumns.json(row, "refs")),
                PostgresColumns.failureCode(row, "failure_code"),
                PostgresColumns.optionalText(row, "failure_message"),
                row.getInt("priority"),
                PostgresColumns.optionalTime(row, "execution_started_at"),
                PostgresColumns.optionalText(row, "run_config_digest"),
                PostgresColumns.time(row, "available_at"),
                PostgresColumns.time(row, "created_at"),
                PostgresColumns.time(row, "updated_at"),
                PostgresColumns.optionalTime(row, "finished_at"));
        return new RunRow(
                run,
                row.getString("requester"),
                PostgresColumns.optionalText(row, "publish_requester"),
                row.getLong("last_event_seq"),
                PostgresColumns.optionalText(row, "traceparent"),
                row.getLong("lease_token"));
    }

    /** On whose behalf the run is trained and judged. */
    AuditActor trainingActor() {
        return AuditActor.ofPrincipal(requester);
    }

    /** On whose behalf its bundle is published. */
    AuditActor publishingActor() {
        return AuditActor.ofPrincipal(publishRequester.orElse(requester));
    }

    RunTransition.RunPhase phase() {
        return RunTransition.RunPhase.of(run.state(), run.mode());
    }

    /** The form in which references are kept: name to reference, digest and size. */
    static String refsText(Map<String, ArtifactRef> refs) {
        return CanonicalJson.text(Json.tree(refs));
    }

    private static Map<String, ArtifactRef> refs(JsonNode document) {
        Map<String, ArtifactRef> refs = new TreeMap<>();
        document.properties().forEach(member -> refs.put(member.getKey(), ref(member.getValue())));
        return refs;
    }

    private static ArtifactRef ref(JsonNode document) {
        try {
            return Json.convert(document, ArtifactRef.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("mf_run.refs holds something else than references", e);
        }
    }
}

package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.PublishOverride;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.ledger.run.RunTransition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * A row of {@code mf_run}: the run, and the columns that only the ledger needs.
 *
 * @param requester the principal of the first request for the run
 * @param publishRequester the principal of the latest request for its publication, if that came later
 * @param lastEventSeq number of its latest event
 */
record RunRow(
        RunRecord run,
        String requester,
        Optional<String> publishRequester,
        long lastEventSeq,
        Optional<String> traceparent,
        long leaseToken) {

    /** The row of a run that a request creates. */
    static RunRow queued(IntakeEntry.TrainBuildEntry build, Instant now) {
        RunRecord run = new RunRecord(
                new RunRecord.Identity(build.runKey(), build.trainRunKey(), build.platformRunId(), build.scopeKey()),
                build.request(),
                RunState.QUEUED,
                ExecutionMode.NONE,
                new RunRecord.Publication(build.publishAllowed(), false),
                new RunRecord.Attempts(0, 0, 0, 0),
                Map.of(),
                Optional.empty(),
                build.priority(),
                RunRecord.StartPin.NONE,
                RunRecord.WorkerRecords.NONE,
                new RunRecord.Times(now, now, now, Optional.empty()));
        return new RunRow(run, build.requesterPrincipal(), Optional.empty(), 1, build.traceparent(), 0);
    }

    /** Reads {@code mf_run.*}. */
    static RunRow read(ResultSet row, StatementContext context) throws SQLException {
        return ofColumns(row);
    }

    static RunRow ofColumns(ResultSet row) throws SQLException {
        RunRecord run = new RunRecord(
                new RunRecord.Identity(
                        row.getString("run_key"),
                        row.getString("train_run_key"),
                        row.getString("platform_run_id"),
                        row.getString("scope_key")),
                PostgresColumns.json(row, "request"),
                RunState.valueOf(row.getString("state")),
                ExecutionMode.valueOf(row.getString("execution_mode")),
                new RunRecord.Publication(
                        row.getBoolean("publish_requested"),
                        row.getBoolean("publish_retry_requested"),
                        publishOverride(row)),
                new RunRecord.Attempts(
                        row.getInt("full_run_attempts"),
                        row.getInt("publish_retry_attempts"),
                        row.getInt("attempts_in_state"),
                        row.getInt("requeues")),
                PostgresColumns.artifactRefs(row, "refs"),
                failure(row),
                row.getInt("priority"),
                new RunRecord.StartPin(
                        PostgresColumns.optionalTime(row, "execution_started_at"),
                        PostgresColumns.optionalText(row, "run_config_digest"),
                        PostgresColumns.optionalText(row, "signing_key_id")),
                new RunRecord.WorkerRecords(
                        PostgresColumns.optionalJson(row, "built_by"),
                        PostgresColumns.optionalJson(row, "published_by")),
                new RunRecord.Times(
                        PostgresColumns.time(row, "available_at"),
                        PostgresColumns.time(row, "created_at"),
                        PostgresColumns.time(row, "updated_at"),
                        PostgresColumns.optionalTime(row, "finished_at")));
        return new RunRow(
                run,
                row.getString("requester"),
                PostgresColumns.optionalText(row, "publish_requester"),
                row.getLong("last_event_seq"),
                PostgresColumns.optionalText(row, "traceparent"),
                row.getLong("lease_token"));
    }

    private static Optional<Failure> failure(ResultSet row) throws SQLException {
        Optional<String> message = PostgresColumns.optionalText(row, "failure_message");
        return PostgresColumns.failureCode(row, "failure_code").map(code -> new Failure(code, message.orElse("")));
    }

    private static Optional<PublishOverride> publishOverride(ResultSet row) throws SQLException {
        Optional<JsonNode> recorded = PostgresColumns.optionalJson(row, "publish_override");
        try {
            return recorded.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Json.convert(recorded.get(), PublishOverride.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("mf_run.publish_override is none", e);
        }
    }

    /** The row after an event of the run, without what a claim changes. */
    RunRow after(
            RunTransition.RunPhase phase,
            RunRecord.Attempts attempts,
            Map<String, ArtifactRef> refs,
            Optional<Failure> failure,
            RunRecord.WorkerRecords workers,
            RunRecord.Times times) {
        return with(
                new RunRecord(
                        run.identity(),
                        run.request(),
                        phase.state(),
                        phase.mode(),
                        run.publication(),
                        attempts,
                        refs,
                        failure,
                        run.priority(),
                        run.startPin(),
                        workers,
                        times),
                leaseToken);
    }

    /** The row after a claim, which is an event of the run. */
    RunRow afterClaim(
            RunTransition.RunPhase phase,
            RunRecord.Publication publication,
            RunRecord.Attempts attempts,
            RunRecord.StartPin startPin,
            Instant now) {
        return with(
                new RunRecord(
                        run.identity(),
                        run.request(),
                        phase.state(),
                        phase.mode(),
                        publication,
                        attempts,
                        run.refs(),
                        run.failure(),
                        run.priority(),
                        startPin,
                        run.workers(),
                        run.times().updated(now)),
                leaseToken + 1);
    }

    private RunRow with(RunRecord next, long token) {
        return new RunRow(next, requester, publishRequester, lastEventSeq + 1, traceparent, token);
    }

    /** The same run under another token; it is no event. */
    RunRow leasedAs(long token) {
        return new RunRow(run, requester, publishRequester, lastEventSeq, traceparent, token);
    }

    /** On whose behalf the run is trained and judged. */
    String trainingPrincipal() {
        return requester;
    }

    /** On whose behalf its bundle is published. */
    String publishingPrincipal() {
        return publishRequester.orElse(requester);
    }

    RunTransition.RunPhase phase() {
        return RunTransition.RunPhase.of(run.state(), run.mode());
    }

    /** The worker that a change has recorded as the one that built the run, as JSON; empty if it changed nothing. */
    static Optional<String> builtByText(RunRow before, RunRow after) {
        return before.run().workers().builtBy().isPresent()
                ? Optional.empty()
                : after.run().workers().builtBy().map(CanonicalJson::text);
    }

    /** The form in which references are kept: name to reference, digest and size. */
    static String refsText(Map<String, ArtifactRef> refs) {
        return CanonicalJson.text(Json.tree(refs));
    }
}

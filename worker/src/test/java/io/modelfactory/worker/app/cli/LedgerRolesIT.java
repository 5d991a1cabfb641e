package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger under the roles that {@code deploy/database} makes: each can do its work, and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerRolesIT {
    private static final String NOT_ALLOWED = "42501";
    private static final String DIVISION_BY_ZERO = "22012";
    private static final String USER = "user: postgres";

    private final PlatformTenant tenant = new PlatformTenant("roles_it");
    private final LedgerRoles roles = new LedgerRoles(tenant.databaseUrl(), "roles_it");
    private final ObjectNode request = new RequestDocuments(tenant).passing("mf.roles.pass.001");
    private final String runKey = RequestDocuments.runKey(request);

    @BeforeAll
    void aWholeRunByAWorkerThatIsNotTheOwner() {
        roles.create();
        CommandResult migration = tenant.runWith(
                Map.of(
                        USER,
                        "user: " + roles.owner(),
                        tenant.databaseUrl(),
                        tenant.databaseUrl() + "?options=" + roles.settings()),
                "migrate",
                "--grants",
                LedgerRoles.GRANTS.toString());
        assertThat(migration.exitCode()).as(migration.toString()).isZero();
        tenant.run("request", "train-build", new RequestDocuments(tenant).file(request));

        CommandResult run = as(roles.worker(), "worker", "run", "--drain", "--timeout", "10m");

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(tenant.store().resolve(RequestDocuments.RUN + "/mf/job_invocations/mf.roles.pass.001.json"))
                .content()
                .contains("DONE");
    }

    @Test
    void theDoctorFindsThatTheWorkerLacksNothing() {
        CommandResult run = as(roles.worker(), "doctor", "--json");

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(finding(run, "ledger").path("verdict").textValue())
                .as(run.toString())
                .isEqualTo("OK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE mf_run_event SET reason_code = 'ANOTHER'",
                "DELETE FROM mf_run_event",
                "TRUNCATE mf_run_event",
                "DELETE FROM mf_run_event_other",
                "ALTER TABLE mf_run_event DETACH PARTITION mf_run_event_other",
                "SELECT mf_create_month('2030-01-01')",
                "DELETE FROM mf_request_key",
                "ALTER TABLE mf_run_event DISABLE TRIGGER ALL",
                "DROP TRIGGER mf_run_event_append_only ON mf_run_event",
                "UPDATE mf_evidence_audit SET outcome = 'ANOTHER'",
                "DELETE FROM mf_evidence_audit",
                "TRUNCATE mf_evidence_audit",
                "UPDATE mf_stream_revision SET revision = 9",
                "DELETE FROM mf_reconciliation",
                "DELETE FROM mf_run",
                "DELETE FROM mf_request",
                "TRUNCATE mf_run CASCADE",
                "DROP TABLE mf_run CASCADE",
                "ALTER TABLE mf_run ADD COLUMN mine text",
                "CREATE TABLE mine (id int)",
                "CREATE TEMPORARY TABLE mine (id int)",
                "CREATE OR REPLACE FUNCTION mf_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN"
                        + " NEW; END'",
                "CREATE SCHEMA mine",
                "CREATE ROLE mine",
                "UPDATE flyway_schema_history SET checksum = 0",
                "SET session_replication_role = replica",
                "COPY mf_run TO PROGRAM 'cat'"
            })
    void theWorkerMayNeitherRewriteHistoryNorChangeTheSchema(String statement) {
        assertRefused(roles.worker(), statement);
    }

    @Test
    void aWorkerEndsAStuckSessionOfItsOwnRoleAndOfNoOther() {
        // Fails if no session was ended.
        String end = "SELECT 1 / mf_end_lock_holder(77, interval '0')";
        String lock = "SELECT pg_advisory_xact_lock(77)";

        assertThat(roles.whileHolding(roles.owner(), lock, () -> failureOf(roles.worker(), end)))
                .isEqualTo(DIVISION_BY_ZERO);
        assertThat(roles.whileHolding(roles.worker(), lock, () -> failureOf(roles.worker(), end)))
                .isEmpty();
        assertThat(roles.whileHolding(roles.worker(), lock, () -> failureOf(roles.scaler(), end)))
                .isEqualTo(NOT_ALLOWED);
    }

    /** SQL state; empty if the statement succeeds. */
    private String failureOf(String role, String statement) {
        try {
            roles.execute(role, statement);
            return "";
        } catch (SQLException failure) {
            return failure.getSQLState();
        }
    }

    @Test
    void theWorkerMakesTheComingMonths() {
        assertThatCode(() -> roles.execute(roles.worker(), "SELECT mf_create_coming_months()"))
                .doesNotThrowAnyException();
        assertThat(as(roles.reader(), "history", "list", "--json").documents()).hasSize(3);
    }

    @Test
    void onlyTheOwnerDetachesAMonth() throws SQLException {
        roles.execute(roles.owner(), "SELECT mf_create_month('2026-01-01')");
        String folder = tenant.store().resolveSibling("roles_it_history").toString();

        CommandResult refused =
                as(roles.worker(), "history", "export", "--month", "2026-01", "--to", folder + 1, "--detach");
        CommandResult detached =
                as(roles.owner(), "history", "export", "--month", "2026-01", "--to", folder + 2, "--detach", "--json");

        assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(ExitCode.FAILED);
        assertThat(detached.exitCode()).as(detached.toString()).isZero();
        assertThat(detached.document().path("detached").booleanValue()).isTrue();
        assertThat(as(roles.owner(), "history", "export", "--month", "2026-01", "--to", folder + 3)
                        .err())
                .contains("no month 2026-01");
        assertThat(as(roles.owner(), "history", "export", "--month", "January", "--to", folder)
                        .err())
                .contains("such as 2026-01");
    }

    @Test
    void theReaderCanAskEverythingThatCommandsAnswer() {
        assertThat(as(roles.reader(), "runs", "list").out()).contains(runKey);
        assertThat(as(roles.reader(), "runs", "show", runKey).out()).contains("PUBLISHED");
        assertThat(as(roles.reader(), "runs", "events", runKey).out()).contains("BUNDLE_PUBLISHED");
        assertThat(as(roles.reader(), "explain", runKey).exitCode()).isZero();
        assertThat(as(roles.reader(), "verify", runKey).exitCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO mf_outbox (topic, payload) VALUES ('topic', '')",
                "UPDATE mf_run SET priority = 1",
                "UPDATE mf_run_event SET reason_code = 'ANOTHER'",
                "DELETE FROM mf_request",
                "SELECT run_key FROM mf_run FOR UPDATE",
                "CREATE TABLE mine (id int)",
                "CREATE TEMPORARY TABLE mine (id int)",
                "DROP TABLE mf_outbox",
                "SELECT mf_end_lock_holder(1, interval '1 s')",
                "SELECT pg_read_file('/etc/passwd')"
            })
    void theReaderMayChangeNothing(String statement) {
        assertRefused(roles.reader(), statement);
    }

    private static final String CONSOLE_ROW =
            "INSERT INTO mf_console_action (action_id, principal, address, action, subject, outcome) VALUES"
                    + " ('a', 'HUMAN::ada', '127.0.0.1', 'VERIFY', 'tr_1', 'BEGUN')";

    @Test
    void theConsoleReadsTheLedgerAndWritesDownWhatPeopleDo() {
        assertThatCode(() -> roles.execute(roles.console(), CONSOLE_ROW)).doesNotThrowAnyException();
        assertThat(as(roles.console(), "runs", "show", runKey).out()).contains("PUBLISHED");
        assertThat(as(roles.console(), "explain", runKey).exitCode()).isZero();
        assertThatCode(() -> roles.execute(
                        roles.console(),
                        "SELECT 1 / count(last_value) FROM pg_sequences WHERE sequencename = 'mf_outbox_id_seq'"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE mf_console_action SET principal = 'ANOTHER'",
                "DELETE FROM mf_console_action",
                "TRUNCATE mf_console_action",
                "INSERT INTO mf_outbox (topic, payload) VALUES ('topic', '')",
                "INSERT INTO mf_evidence_audit (platform_run_id) VALUES ('x')",
                "UPDATE mf_run SET priority = 1",
                "UPDATE mf_run SET publish_retry_requested = true",
                "UPDATE mf_request SET run_key = NULL",
                "INSERT INTO mf_run_event (run_key) VALUES ('x')",
                "DELETE FROM mf_request",
                "SELECT run_key FROM mf_run FOR UPDATE",
                "UPDATE mf_worker SET stopped_at = now()",
                "CREATE TABLE mine (id int)",
                "CREATE TEMPORARY TABLE mine (id int)",
                "SELECT mf_end_lock_holder(1, interval '1 s')",
                "SELECT mf_create_coming_months()",
                "SELECT pg_read_file('/etc/passwd')"
            })
    void theConsoleMayChangeNothingElse(String statement) {
        assertRefused(roles.console(), statement);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE mf_console_action SET principal = 'ANOTHER'", "DELETE FROM mf_console_action"})
    void whatPeopleDidIsRewrittenByNoOne(String statement) throws SQLException {
        roles.execute(roles.console(), CONSOLE_ROW);

        assertThat(failureOf(roles.owner(), statement)).isEqualTo("23001");
        assertRefused(roles.worker(), statement);
    }

    @Test
    void theDoctorNamesWhatTheReaderLacksToWork() {
        CommandResult run = as(roles.reader(), "doctor", "--json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(finding(run, "ledger").toString())
                .contains("INSERT on mf_run_event", "UPDATE on mf_run")
                .doesNotContain("SELECT on mf_run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT * FROM mf_run", "SELECT * FROM mf_outbox", "CREATE TABLE mine (id int)"})
    void theScalerSeesNoRows(String statement) {
        assertRefused(roles.scaler(), statement);
    }

    @Test
    void theScalerSeesHowMuchWaits() {
        assertThatCode(() -> roles.execute(roles.scaler(), "SELECT waiting_runs, messages FROM mf_backlog"))
                .doesNotThrowAnyException();
    }

    @Test
    void theScriptsMayBeRunAgain() {
        assertThatCode(() -> {
                    roles.create();
                    roles.grant();
                })
                .doesNotThrowAnyException();

        assertThat(as(roles.reader(), "runs", "list").out()).contains(runKey);
    }

    @Test
    void aLedgerThatAnotherMadeBecomesTheOwners() throws SQLException {
        PlatformTenant old = new PlatformTenant("roles_before_it");
        LedgerRoles later = new LedgerRoles(old.databaseUrl(), "roles_before_it");
        assertThat(old.run("worker", "run", "--drain").exitCode()).isZero();

        later.create();
        later.grant();

        later.execute(later.owner(), "ALTER TABLE mf_run ADD COLUMN added text");
        CommandResult drained = old.runWith(USER, "user: " + later.worker(), "worker", "run", "--drain");
        assertThat(drained.exitCode()).as(drained.toString()).isZero();
    }

    @Test
    void aTableThatTheGrantsDoNotKnowStopsThem() {
        PlatformTenant other = new PlatformTenant("roles_unknown_it");
        LedgerRoles unknown = new LedgerRoles(other.databaseUrl(), "roles_unknown_it");
        unknown.create();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(unknown::grant)
                .withMessageContaining("migrate it first");
        unknown.migrate();
        assertThatCode(() -> unknown.execute(unknown.owner(), "CREATE TABLE mf_new (id int)"))
                .doesNotThrowAnyException();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(unknown::grant)
                .withMessageContaining("does not know mf_new");
    }

    /** As a deployment has it, where no worker migrates. */
    private CommandResult as(String role, String... arguments) {
        return tenant.runWith(Map.of(USER, "user: " + role, "migrate: true", "migrate: false"), arguments);
    }

    private void assertRefused(String role, String statement) {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> roles.execute(role, statement))
                .extracting(SQLException::getSQLState)
                .isEqualTo(NOT_ALLOWED);
    }

    private static JsonNode finding(CommandResult run, String subject) {
        return run.documents().stream()
                .filter(finding -> finding.path("subject").textValue().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + subject + ": " + run));
    }
}

package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.lifecycleEvent;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.List;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database itself sees to. */
class AppendOnlyIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE mf_run_event SET seq = seq + 1",
                "DELETE FROM mf_run_event",
                "TRUNCATE mf_run_event",
                "DELETE FROM mf_run_event_other",
                "DELETE FROM mf_request_key",
                "UPDATE mf_evidence_audit SET outcome = 'RESOLVED'",
                "DELETE FROM mf_evidence_audit",
                "TRUNCATE mf_evidence_audit",
                "UPDATE mf_gate_attempt SET attempt = 1",
                "DELETE FROM mf_gate_attempt",
                "TRUNCATE mf_gate_attempt",
                "TRUNCATE mf_run_metric",
                "TRUNCATE mf_run CASCADE",
                "DELETE FROM mf_run"
            })
    void eventsCannotBeAlteredOrDeleted(String statement) {
        ledger.submit(List.of(build("request-1", "a")));

        assertThatExceptionOfType(JdbiException.class)
                .isThrownBy(() -> database.sql().useHandle(sql -> sql.execute(statement)));
        assertThat(ledger.events(runKey("a"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE mf_run SET state = 'LOST'",
                "UPDATE mf_run SET execution_mode = 'PUBLISH_ONLY'",
                "UPDATE mf_run SET state = 'FAIL', finished_at = now()",
                "UPDATE mf_run SET state = 'PUBLISHED', finished_at = now(), lease_owner = 'x', lease_deadline = now()",
                "UPDATE mf_run SET state = 'PUBLISHED'",
                "UPDATE mf_run SET finished_at = now()",
                "UPDATE mf_run SET lease_owner = 'x'",
                "UPDATE mf_run SET lease_deadline = now()",
                "UPDATE mf_run SET failure_code = 'GATE_FAIL'",
                "UPDATE mf_run SET failure_code = 'GATE_FAIL', failure_category = 'POLICY'",
                "UPDATE mf_run SET training_profile_sha256 = 'x'",
                "UPDATE mf_run SET full_run_attempts = -1",
                "UPDATE mf_run SET publish_retry_attempts = -1",
                "UPDATE mf_run SET attempts_in_state = -1",
                "UPDATE mf_run SET requeues = -1"
            })
    void anInconsistentRunIsRefused(String statement) {
        ledger.submit(List.of(build("request-1", "a")));

        assertThatExceptionOfType(JdbiException.class)
                .isThrownBy(() -> database.sql().useHandle(sql -> sql.execute(statement)))
                .withMessageContaining("violates check constraint");
    }

    @Test
    void statesAndMessagesCommitTogether() {
        ledger.submit(List.of(publishableBuild("request-1", "a")));
        Lease lease = ledger.claim("worker-1", LONG).orElseThrow().lease();
        ledger.evalReady(lease, refs("eval_report"));
        ledger.pass(lease, refs("gate_receipt"));
        int events = ledger.events(runKey("a")).size();
        refuseTheNextMessage();

        assertThatThrownBy(() -> ledger.published(lease, refs("bundle_publication"), lifecycleEvent()))
                .hasMessageContaining("no message today");

        RunRecord run = ledger.find(runKey("a")).orElseThrow();
        assertThat(run.state()).isEqualTo(RunState.PASS);
        assertThat(run.refs()).doesNotContainKey("bundle_publication");
        assertThat(ledger.events(runKey("a"))).hasSize(events);
        assertThat(ledger.request("request-1").orElseThrow().receiptStatus()).isEmpty();
    }

    @Test
    void aBatchIsWrittenWholeOrNotAtAll() {
        refuseTheNextMessage();

        assertThatThrownBy(() -> ledger.submit(List.of(build("request-1", "a"), build("request-2", "b"))))
                .hasMessageContaining("no message today");

        assertThat(ledger.request("request-1")).isEmpty();
        assertThat(ledger.find(runKey("a"))).isEmpty();
    }

    @Test
    void aConnectionThatBreaksIsATransientFault() {
        ledger.submit(List.of(build("request-1", "a")));
        database.sql().useHandle(sql -> sql.execute("""
                        CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$;
                        CREATE TRIGGER cut BEFORE UPDATE ON mf_run FOR EACH ROW EXECUTE FUNCTION cut()
                        """));

        assertThatExceptionOfType(TransientFaultException.class).isThrownBy(() -> ledger.claim("worker-1", LONG));
        assertThat(ledger.find(runKey("a")).orElseThrow().state()).isEqualTo(RunState.QUEUED);
    }

    private void refuseTheNextMessage() {
        database.sql().useHandle(sql -> sql.execute("""
                        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN RAISE EXCEPTION 'no message today'; END $$;
                        CREATE TRIGGER refuse BEFORE INSERT ON mf_outbox FOR EACH ROW EXECUTE FUNCTION refuse()
                        """));
    }
}

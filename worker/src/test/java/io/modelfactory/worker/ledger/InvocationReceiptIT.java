package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.lifecycleEvent;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.refusal;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.AvroTrustedRecords;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.OutboxRow;
import io.modelfactory.worker.ledger.outbox.RelayRound;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The receipts and messages that requesters and consumers get. */
class InvocationReceiptIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final JsonSchemas schemas = new JsonSchemas();

    @BeforeAll
    static void registerTrustedRecords() {
        AvroTrustedRecords.register();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyKindOfReceiptKeepsTheContract() {
        ledger.submit(List.of(publishableBuild("published", "a"), build("passed", "b"), build("failed", "c")));
        ledger.submit(
                List.of(build("gate-failed", "d"), publishableBuild("pending-1", "e"), refusal("refused-1", "no")));
        passed("a", lease -> ledger.published(lease, refs("bundle_publication"), lifecycleEvent()));
        passed("b", lease -> {});
        ledger.fail(claim("c"), FailureCode.TRAINING_FAILED, "the library refuses the rows", refs());
        ledger.fail(claim("d"), FailureCode.GATE_FAIL, "auc_roc 0.5 < 0.7", refs("gate_receipt"));
        passed("e", lease -> ledger.publishPending(lease, FailureCode.PUBLISH_CONFLICT, "other bytes", refs()));
        ledger.submit(List.of(build("already-1", "c"), build("published", "another")));

        assertThat(receipts())
                .hasSize(8)
                .allSatisfy(
                        receipt -> assertThat(schemas.violations(ContractDocument.MF_JOB_INVOCATION_RECEIPT, receipt))
                                .isEmpty());
        assertThat(receipts())
                .extracting(receipt -> receipt.path("status").textValue())
                .containsExactlyInAnyOrder(
                        "DONE",
                        "PASS_NO_PUBLISH",
                        "FAILED",
                        "GATE_FAIL",
                        "PUBLISH_PENDING",
                        "FAILED",
                        "ALREADY_FAIL",
                        "FAILED");
    }

    @Test
    void aReceiptIsAnnouncedUnderItsRunsKey() {
        ledger.submit(List.of(build("request-1", "a")));
        ledger.fail(claim("a"), FailureCode.DATASET_INVALID, "no rows", refs("execution_record"));

        MfRunEvent announcement = runEventMessages().get(0);
        assertThat(announcement.getEventType()).isEqualTo("INVOCATION_RECEIPT");
        assertThat(announcement.getRunKey()).isEqualTo(runKey("a"));
        assertThat(announcement.getRequestId()).isEqualTo("request-1");
        assertThat(announcement.getReceiptRef()).endsWith("/mf/job_invocations/request-1.json");
        assertThat(announcement.getReasonCode()).isEqualTo("DATASET_INVALID");
        assertThat(announcement.getReasonCategory()).isEqualTo("RESOLUTION");
        assertThat(announcement.getRefs()).containsOnlyKeys("execution_record");
        assertThat(announcement.getDigests()).containsOnlyKeys("execution_record");
    }

    @Test
    void theLifecycleEventIsCommittedOnceUnderItsScopesKey() {
        ledger.submit(List.of(publishableBuild("request-1", "a")));
        passed("a", lease -> ledger.published(lease, refs("bundle_publication"), lifecycleEvent()));

        List<OutboxRow> messages = messages(LedgerFixture.REGISTRY_EVENTS);
        assertThat(messages).singleElement().satisfies(message -> {
            assertThat(message.key().map(key -> new String(key, StandardCharsets.UTF_8)))
                    .contains("{\"bundle_slot\":\"primary\"}");
            assertThat(message.headers())
                    .containsEntry("ce_id", lifecycleEvent().getRegistryEventId())
                    .containsEntry("ce_specversion", "1.0")
                    .containsEntry("traceparent", LedgerFixture.TRACEPARENT)
                    .containsKeys("ce_type", "ce_source", "ce_time", "ce_subject");
            assertThat(RegistryLifecycleEvent.getDecoder().decode(message.payload()))
                    .isEqualTo(lifecycleEvent());
        });
    }

    private void passed(String runName, Consumer<Lease> then) {
        Lease lease = claim(runName);
        ledger.evalReady(lease, refs("eval_report"));
        ledger.pass(lease, refs("gate_receipt"));
        then.accept(lease);
    }

    /** Claims this run and no other. */
    private Lease claim(String runName) {
        database.sql()
                .useHandle(sql ->
                        sql.execute("UPDATE mf_run SET priority = priority + 1 WHERE run_key = ?", runKey(runName)));
        return ledger.claim("worker-1", LONG).orElseThrow().lease();
    }

    private List<JsonNode> receipts() {
        return database.sql()
                .withHandle(sql -> sql.createQuery("SELECT receipt FROM mf_request WHERE receipt IS NOT NULL")
                        .map((row, context) -> PostgresColumns.json(row, "receipt"))
                        .list());
    }

    private List<MfRunEvent> runEventMessages() {
        return messages(LedgerFixture.RUN_EVENTS).stream()
                .map(InvocationReceiptIT::decoded)
                .filter(event -> event.getEventType().equals("INVOCATION_RECEIPT"))
                .toList();
    }

    private static MfRunEvent decoded(OutboxRow message) {
        try {
            return MfRunEvent.getDecoder().decode(message.payload());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<OutboxRow> messages(String topic) {
        List<OutboxRow> messages = new ArrayList<>();
        new OutboxReader(database.dataSource()).relayNext(RelayRound.ofSize(1_000, 1), (rows, requireLock) -> {
            messages.addAll(rows);
            return List::of;
        });
        return messages.stream()
                .filter(message -> message.topic().equals(topic))
                .toList();
    }
}

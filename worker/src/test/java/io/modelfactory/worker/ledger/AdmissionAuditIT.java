package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.PLATFORM_RUN;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.refusal;
import static io.modelfactory.worker.ledger.LedgerFixture.retry;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.audit.AuditRecord;
import io.modelfactory.worker.ledger.audit.NamedReference;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a refused request wanted read is on record, with the refusal. */
class AdmissionAuditIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theReferencesOfARefusedRequestAreOnRecordOnce() {
        ledger.submit(List.of(refusal("request-1", "dataset_manifest_refs: is required")));
        ledger.submit(List.of(refusal("request-1", "dataset_manifest_refs: is required")));

        assertThat(audits()).singleElement().satisfies(audit -> {
            assertThat(audit.outcome()).isEqualTo("MANIFEST_REF_MISSING");
            assertThat(audit.actor()).isEqualTo("SYSTEM::run_operate");
            assertThat(audit.workerId()).isEqualTo("worker-1");
            assertThat(audit.purpose()).isEqualTo("ADMISSION");
            assertThat(audit.what()).isEqualTo("training_profile");
            assertThat(audit.ref()).isEqualTo("config/training.yaml");
            assertThat(audit.sha256()).isEmpty();
            assertThat(audit.requestId()).contains("request-1");
            assertThat(audit.platformRunId()).isEqualTo(PLATFORM_RUN);
        });
    }

    @Test
    void anAdmittedRequestIsAuditedOnlyWhenReferencesAreRead() {
        ledger.submit(List.of(build("request-1", "a")));

        assertThat(audits()).isEmpty();
    }

    @Test
    void anotherPayloadUnderAKnownIdIsRefusedWithItsReferences() {
        JsonNode other = Json.object().put("governance_profile_ref", "config/lenient.yaml");
        ledger.submit(List.of(build("request-1", "a"), build("request-1", "b", false, other, 0)));

        assertThat(audits()).singleElement().satisfies(audit -> {
            assertThat(audit.outcome()).isEqualTo("REQUEST_ID_PAYLOAD_MISMATCH");
            assertThat(audit.ref()).isEqualTo("config/lenient.yaml");
        });
    }

    @Test
    void aRefusedRetryIsAuditedWithItsRequester() {
        ledger.submit(List.of(build("request-1", "a"), retry("retry-01", "a", "platform_20270101T000000Z")));

        assertThat(audits()).singleElement().satisfies(audit -> {
            assertThat(audit.outcome()).isEqualTo("RUN_NOT_FOUND");
            assertThat(audit.what()).isEqualTo("run");
            assertThat(audit.ref()).isEqualTo(runKey("a"));
            assertThat(audit.actor()).isEqualTo("HUMAN::operator");
            assertThat(audit.actorSourceType()).isEqualTo("HUMAN");
        });
    }

    @Test
    void whateverAMessageNamesCanBeKept() {
        ObjectNode message = Json.object();
        ObjectNode payload = message.putObject("train_build");
        payload.put("training_config_ref", 7).put("governance_profile_ref", " ");
        payload.putArray("dataset_manifest_refs")
                .add("../\0etc")
                .add("x".repeat(5_000))
                .addObject();
        message.putObject("publish_retry").put("run_key", "tr_1");
        IntakeEntry.RefusalEntry odd = odd(NamedReference.ofMessage(message));

        ledger.submit(List.of(odd));

        assertThat(audits())
                .extracting(AuditRecord::what)
                .containsExactly("run", "dataset_manifest", "dataset_manifest");
        assertThat(audits())
                .extracting(AuditRecord::ref)
                .contains("../\ufffdetc")
                .allMatch(ref -> ref.length() < 1_100);
    }

    @Test
    void aMessageThatNamesThousandsLeavesAHundred() {
        ObjectNode message = Json.object();
        ArrayNode refs = message.putObject("train_build").putArray("dataset_manifest_refs");
        IntStream.range(0, 5_000).forEach(n -> refs.add("m/" + n));

        assertThat(NamedReference.ofMessage(message)).hasSize(100);
    }

    private static IntakeEntry.RefusalEntry odd(List<NamedReference> references) {
        IntakeEntry.RefusalEntry plain = refusal("request-1", "no");
        return new IntakeEntry.RefusalEntry(
                plain.requestId(),
                plain.payloadHash(),
                plain.command(),
                plain.platformRunId(),
                plain.requesterPrincipal(),
                Optional.empty(),
                plain.code(),
                plain.message(),
                references,
                plain.traceparent());
    }

    private List<AuditRecord> audits() {
        return ledger.latestAudits(Optional.empty(), false, 100);
    }
}

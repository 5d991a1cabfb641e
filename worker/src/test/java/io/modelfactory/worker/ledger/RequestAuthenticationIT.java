package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.PLATFORM_RUN;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.IntakeEntry.RefusalEntry;
import io.modelfactory.worker.ledger.IntakeEntry.TrainBuildEntry;
import io.modelfactory.worker.ledger.audit.AuditRecord;
import io.modelfactory.worker.ledger.audit.HumanPrincipals;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the ledger keeps of who asked. */
class RequestAuthenticationIT {
    private static final String KEY = "a".repeat(64);

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void receiptsSayWhetherTheRequesterIsAuthenticated() {
        ledger.submit(List.of(build("request-1", "SYSTEM::run_operate", Optional.of(KEY))));
        ledger.submit(List.of(build("request-2", "SYSTEM::run_operate", Optional.empty())));
        ledger.fail(
                ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease(),
                FailureCode.GATE_FAIL,
                "no",
                Map.of());

        assertThat(details("request-1").path("requester_authentication").textValue())
                .isEqualTo("authenticated by key " + KEY);
        assertThat(details("request-2").path("requester_authentication").textValue())
                .isEqualTo("claimed");
        assertThat(ledger.request("request-1").flatMap(RequestRecord::authenticatedBy))
                .contains(KEY);
    }

    @Test
    void aForgedRequestDoesNotTakeTheIdOfTheOneItImitates() {
        RefusalEntry forged = forged("request-1", "forged");

        assertThat(ledger.submit(List.of(forged)))
                .containsExactly(new SubmissionOutcome.Refused(FailureCode.REQUEST_SIGNATURE_INVALID));
        assertThat(ledger.submit(List.of(forged))).containsExactly(new SubmissionOutcome.Duplicate());

        assertThat(ledger.submit(List.of(build("request-1", "SYSTEM::run_operate", Optional.of(KEY)))))
                .containsExactly(new SubmissionOutcome.New(runKey("a")));
        assertThat(ledger.request("request-1").orElseThrow().authenticatedBy()).contains(KEY);
        assertThat(ledger.request("request-1", forged.payloadHash())
                        .orElseThrow()
                        .receiptKey())
                .endsWith("request-1~" + forged.payloadHash().substring(0, 12) + ".json");
    }

    @Test
    void aForgedRequestDoesNotReplaceOneThatCameBefore() {
        ledger.submit(List.of(build("request-1", "SYSTEM::run_operate", Optional.of(KEY))));

        assertThat(ledger.submit(List.of(forged("request-1", "forged"))))
                .hasOnlyElementsOfType(SubmissionOutcome.Refused.class);
        assertThat(ledger.request("request-1").orElseThrow().receiptStatus()).isEmpty();
    }

    @Test
    void whichPrincipalsArePeopleIsConfigured() {
        assertThat(sourceTypes(ledger, "USER::ada", "HUMAN::eve", "SYSTEM::x", "USERS::y"))
                .containsExactly("HUMAN", "HUMAN", "SYSTEM", "SYSTEM");
        LedgerSettings any = LedgerFixture.settings();
        RunLedger configured = new RunLedger(
                database.dataSource(),
                new LedgerSettings(
                        any.worker(),
                        any.runEventsTopic(),
                        any.registryEventsTopic(),
                        any.controlTopic(),
                        any.maxFullRunAttempts(),
                        any.maxPublishRetryAttempts(),
                        any.claimLimits(),
                        any.profilePolicy(),
                        new HumanPrincipals(List.of("STAFF/"))));
        assertThat(sourceTypes(configured, "USER::ada", "STAFF/eve")).containsExactly("SYSTEM", "HUMAN");
    }

    /** Of the audits that refusals leave, in the order of the requesters. */
    private List<String> sourceTypes(RunLedger by, String... requesters) {
        for (String requester : requesters) {
            String name = requester + requesters.length;
            RefusalEntry refusal = LedgerFixture.refusal("request-" + Sha256.hex(name), "no");
            by.submit(List.of(new RefusalEntry(
                    refusal.requestId(),
                    Sha256.hex(name),
                    refusal.command(),
                    refusal.platformRunId(),
                    requester,
                    Optional.empty(),
                    refusal.code(),
                    refusal.message(),
                    refusal.references(),
                    refusal.traceparent())));
        }
        List<String> oldestFirst = new ArrayList<>(by.latestAudits(Optional.empty(), false, requesters.length).stream()
                .map(AuditRecord::actorSourceType)
                .toList());
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }

    private static RefusalEntry forged(String requestId, String payload) {
        RefusalEntry plain = LedgerFixture.refusal(requestId, payload);
        return new RefusalEntry(
                requestId,
                plain.payloadHash(),
                plain.command(),
                plain.platformRunId(),
                plain.requesterPrincipal(),
                Optional.empty(),
                FailureCode.REQUEST_SIGNATURE_INVALID,
                "header mf_signature: is missing",
                plain.references(),
                plain.traceparent());
    }

    private static TrainBuildEntry build(String requestId, String requester, Optional<String> key) {
        return new TrainBuildEntry(
                requestId,
                Sha256.hex(requestId),
                runKey("a"),
                Sha256.hex("a"),
                PLATFORM_RUN,
                "{\"bundle_slot\":\"primary\"}",
                requester,
                key,
                LedgerFixture.request("a"),
                false,
                0,
                Optional.empty());
    }

    private JsonNode details(String requestId) {
        return ledger.request(requestId).orElseThrow().receipt().orElseThrow().path("details");
    }
}

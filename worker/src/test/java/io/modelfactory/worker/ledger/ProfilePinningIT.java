package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.PLATFORM_RUN;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.SubmissionOutcome.Converged;
import io.modelfactory.worker.ledger.SubmissionOutcome.Refused;
import io.modelfactory.worker.ledger.audit.HumanPrincipals;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.request.ProfileDigests;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requesters of one run, of whom not all may use its profiles. */
class ProfilePinningIT {
    private static final ProfileDigests SIGNED_OFF = new ProfileDigests("a".repeat(64), "b".repeat(64));
    private static final ProfileDigests SWAPPED = new ProfileDigests("a".repeat(64), "c".repeat(64));
    private static final String ALLOWED = "SYSTEM::run_operate";
    private static final String TRAINS_ONLY = "HUMAN::ada";
    private static final String REFUSED = "SYSTEM::evil";

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), settings());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRunWhoseRequesterMayNotUseItsProfilesFails() {
        submit(REFUSED, "request-1", true);
        Lease lease = claim();

        assertThatThrownBy(() -> ledger.pinProfiles(lease, SIGNED_OFF))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.PROFILE_NOT_ALLOWED));
        assertThat(status("request-1")).isEmpty();
    }

    @Test
    void aFileSwappedUnderAnAllowedReferenceIsRefusedByItsDigest() {
        submit(ALLOWED, "request-1", true);
        Lease lease = claim();

        assertThatThrownBy(() -> ledger.pinProfiles(lease, SWAPPED)).hasMessageContaining("c".repeat(64));
        assertThat(ledger.pinProfiles(lease, SIGNED_OFF).publishRequested()).isTrue();
    }

    @Test
    void theFirstOfTwoRequestersCannotSpoilTheRunOfTheOther() {
        submit(REFUSED, "request-1", true);
        submit(ALLOWED, "request-2", false);
        Lease lease = claim();

        RunRecord run = ledger.pinProfiles(lease, SIGNED_OFF);

        assertThat(run.request().path("requester_principal").textValue()).isEqualTo(ALLOWED);
        assertThat(run.request().path("request_id").textValue()).isEqualTo("request-2");
        assertThat(run.publishRequested())
                .as("only the one refused had asked for it")
                .isFalse();
        assertRefused("request-1");
        ledger.evalReady(lease, refs("eval_report"));
        assertThat(ledger.pass(lease, refs("gate_receipt")).state()).isEqualTo(RunState.PASS);
        assertThat(status("request-2")).contains("PASS_NO_PUBLISH");
    }

    @Test
    void whoMayTrainButNotPublishWithTheProfilesDoesNotPublishTheRunOfAnother() {
        submit(ALLOWED, "request-1", false);
        submit(TRAINS_ONLY, "request-2", true);
        Lease lease = claim();

        RunRecord run = ledger.pinProfiles(lease, SIGNED_OFF);

        assertThat(run.publishRequested()).isFalse();
        assertThat(run.request().path("request_id").textValue()).isEqualTo("request-1");
        assertRefused("request-2");
    }

    @Test
    void aPublicationThatSeveralAskForIsOnBehalfOfOneThatMay() {
        submit(TRAINS_ONLY, "request-1", false);
        submit(REFUSED, "request-2", true);
        submit(ALLOWED, "request-3", true);

        RunRecord run = ledger.pinProfiles(claim(), SIGNED_OFF);

        assertThat(run.publishRequested()).isTrue();
        assertThat(publishRequester()).isEqualTo(ALLOWED);
        assertRefused("request-2");
        assertThat(status("request-3")).isEmpty();
    }

    @Test
    void aLaterRequestForPublicationIsJudgedByWhatTheRunWasResolvedWith() {
        submit(TRAINS_ONLY, "request-1", false);
        Lease lease = claim();
        ledger.pinProfiles(lease, SIGNED_OFF);
        ledger.evalReady(lease, refs("eval_report"));
        ledger.pass(lease, refs("gate_receipt"));

        assertThat(submit(TRAINS_ONLY, "request-2", true)).isEqualTo(new Refused(FailureCode.PROFILE_NOT_ALLOWED));
        assertThat(submit(REFUSED, "request-3", true)).isEqualTo(new Refused(FailureCode.PROFILE_NOT_ALLOWED));
        RunRecord untouched = ledger.find(runKey("a")).orElseThrow();
        assertThat(untouched.state()).isEqualTo(RunState.PASS);
        assertThat(untouched.publishRequested()).isFalse();
        assertThat(ledger.events(runKey("a")))
                .extracting(RunEvent::type)
                .endsWith(RunEventType.GATE_PASS)
                .doesNotContain(RunEventType.REQUEST_CONVERGED);

        assertThat(submit(ALLOWED, "request-4", true)).isEqualTo(new Converged(runKey("a")));
    }

    @Test
    void aRunOfAnEarlierReleaseIsPublishedForThoseOnlyThatNeedNoDigest() {
        submit(TRAINS_ONLY, "request-1", false);
        Lease lease = claim();
        ledger.evalReady(lease, refs("eval_report"));
        ledger.pass(lease, refs("gate_receipt"));

        assertThat(submit(ALLOWED, "request-2", true)).isEqualTo(new Refused(FailureCode.PROFILE_NOT_ALLOWED));
        assertThat(submit("SYSTEM::any", "request-3", true)).isEqualTo(new Converged(runKey("a")));
    }

    @Test
    void aWorkerThatHasLostTheRunPinsNothing() {
        submit(ALLOWED, "request-1", true);
        Lease lost = claim();
        Lease stale = new Lease(lost.runKey(), lost.owner(), lost.token() - 1);

        assertThatThrownBy(() -> ledger.pinProfiles(stale, SIGNED_OFF)).isInstanceOf(LeaseLostException.class);
    }

    private static LedgerSettings settings() {
        LedgerSettings any = LedgerFixture.settings();
        return new LedgerSettings(
                any.worker(),
                any.runEventsTopic(),
                any.registryEventsTopic(),
                any.controlTopic(),
                any.maxFullRunAttempts(),
                any.maxPublishRetryAttempts(),
                ClaimLimits.UNLIMITED,
                new NamedRequesters(),
                HumanPrincipals.DEFAULT);
    }

    /** What the requesters may, by their names. */
    private static final class NamedRequesters implements ProfilePolicy {
        @Override
        public Optional<Failure> refusal(JsonNode request, ProfileDigests profiles) {
            return ProfilePinningIT.refusal(request, profiles);
        }

        @Override
        public Optional<Failure> publicationRefusal(
                String principal, String command, JsonNode request, ProfileDigests profiles) {
            return ProfilePinningIT.refusal(
                    request.<ObjectNode>deepCopy()
                            .put("requester_principal", principal)
                            .put("publish_allowed", true),
                    profiles);
        }
    }

    private static Optional<Failure> refusal(JsonNode request, ProfileDigests profiles) {
        boolean publish = request.path("publish_allowed").booleanValue();
        boolean allowed = switch (request.path("requester_principal").asText()) {
            case ALLOWED -> profiles.equals(SIGNED_OFF);
            case TRAINS_ONLY -> profiles.equals(SIGNED_OFF) && !publish;
            case "SYSTEM::any" -> true;
            default -> false;
        };
        return allowed
                ? Optional.empty()
                : Optional.of(new Failure(FailureCode.PROFILE_NOT_ALLOWED, "not " + profiles.governanceSha256()));
    }

    private SubmissionOutcome submit(String requester, String requestId, boolean publish) {
        ObjectNode request = LedgerFixture.request("a")
                .<ObjectNode>deepCopy()
                .put("request_id", requestId)
                .put("requester_principal", requester)
                .put("publish_allowed", publish);
        return ledger.submit(List.of(new IntakeEntry.TrainBuildEntry(
                        requestId,
                        Sha256.hex(requestId),
                        runKey("a"),
                        Sha256.hex("a"),
                        PLATFORM_RUN,
                        "{\"bundle_slot\":\"primary\"}",
                        requester,
                        request,
                        publish,
                        0,
                        Optional.empty())))
                .get(0);
    }

    private Lease claim() {
        return ledger.claim("worker-1", LONG).orElseThrow().lease();
    }

    private Optional<String> status(String requestId) {
        return ledger.request(requestId).orElseThrow().receiptStatus().map(Enum::name);
    }

    private void assertRefused(String requestId) {
        JsonNode receipt = ledger.request(requestId).orElseThrow().receipt().orElseThrow();
        assertThat(receipt.at("/error/code").textValue()).isEqualTo("PROFILE_NOT_ALLOWED");
        assertThat(receipt.path("status").textValue()).isEqualTo("FAILED");
    }

    private String publishRequester() {
        return database.sql()
                .withHandle(sql -> sql.createQuery("SELECT publish_requester FROM mf_run")
                        .mapTo(String.class)
                        .one());
    }
}

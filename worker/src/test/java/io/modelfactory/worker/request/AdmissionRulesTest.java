package io.modelfactory.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.OwnershipBoundaries;
import io.modelfactory.worker.config.RequestKeyPolicy;
import io.modelfactory.worker.failure.FailureCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionRulesTest {
    private static final String DIGEST = "d".repeat(64);
    private static final String ACTIVE_RUN = RequestFixture.RUN;

    private final AdmissionRules rules = new AdmissionRules(
            Optional.of(ACTIVE_RUN),
            DIGEST,
            false,
            RequestFixture.BOUNDARIES,
            RequestKeyPolicy.unsigned(),
            AuthorisationPolicy.openToAll(),
            RequestFixture.RELEASES);
    private final ObjectNode message = RequestFixture.trainBuildMessage();

    @Test
    void aSoundTrainBuildIsAcceptedWithItsIdentity() {
        Admission admission = rules.admit(message);

        assertThat(admission).isInstanceOfSatisfying(Admission.TrainBuild.class, accepted -> {
            assertThat(accepted.identity()).isEqualTo(RunIdentity.of(accepted.request()));
            assertThat(accepted.payloadHash()).isEqualTo(RunIdentity.payloadHash(accepted.request()));
        });
    }

    @Test
    void aPublishRetryIsAccepted() {
        assertThat(rules.admit(RequestFixture.publishRetryMessage()))
                .isInstanceOfSatisfying(
                        Admission.PublishRetry.class,
                        accepted -> assertThat(accepted.request().reason()).isEqualTo("registry was down"));
    }

    @Test
    void anotherRunConfigurationIsRefusedAndBothAreNamed() {
        assertRefused(message.put("run_config_digest", "e".repeat(64)), FailureCode.RUN_CONFIG_DIGEST_MISMATCH, DIGEST);
        assertRefused(message, FailureCode.RUN_CONFIG_DIGEST_MISMATCH, "e".repeat(64));
    }

    @Test
    void aMissingDigestIsRefusedWhereItIsRequired() {
        AdmissionRules strict = new AdmissionRules(
                Optional.empty(),
                DIGEST,
                true,
                RequestFixture.BOUNDARIES,
                RequestKeyPolicy.unsigned(),
                AuthorisationPolicy.openToAll(),
                RequestFixture.RELEASES);

        assertThat(strict.admit(message))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(FailureCode.RUN_CONFIG_DIGEST_MISMATCH));
        assertThat(strict.admit(message.put("run_config_digest", DIGEST))).isInstanceOf(Admission.TrainBuild.class);
    }

    @Test
    void aRequestForAnotherReleaseThanTheWorkersIsRefusedWithBothNames() {
        message.withObjectProperty("train_build").put("mf_code_release_id", "git:other");

        assertRefused(message, FailureCode.CODE_RELEASE_MISMATCH, RequestFixture.RELEASE);
        assertRefused(message, FailureCode.CODE_RELEASE_MISMATCH, "git:other");
        assertRefused(message, FailureCode.CODE_RELEASE_MISMATCH, "accepted_releases");
    }

    @Test
    void aReleaseThatThePolicyAcceptsIsAdmittedUnderItsOwnName() {
        message.withObjectProperty("train_build").put("mf_code_release_id", "git:other");
        AdmissionRules accepting = new AdmissionRules(
                Optional.empty(),
                DIGEST,
                false,
                RequestFixture.BOUNDARIES,
                RequestKeyPolicy.unsigned(),
                AuthorisationPolicy.openToAll(),
                new ReleaseRule(RequestFixture.RELEASE, List.of("git:another", "git:other")));

        assertThat(accepting.admit(message))
                .isInstanceOfSatisfying(
                        Admission.TrainBuild.class,
                        accepted ->
                                assertThat(accepted.request().mfCodeReleaseId()).isEqualTo("git:other"));
    }

    @Test
    void aRequestForAnotherThanTheActiveRunIsRefused() {
        assertRefused(message.put("platform_run_id", "another_run"), FailureCode.RUN_SCOPE_INVALID, ACTIVE_RUN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escape", "a/b", ".hidden", "run\u0000", "r\u00fcn"})
    void aPlatformRunThatIsNoSafeFolderIsRefused(String platformRunId) {
        message.put("platform_run_id", platformRunId);

        assertThat(RequestFixture.openRules(DIGEST).admit(message))
                .isInstanceOfSatisfying(Admission.Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(FailureCode.RUN_SCOPE_INVALID);
                    assertThat(refused.platformRunId()).isEmpty();
                });
    }

    @Test
    void anUnknownCommandIsRefusedByName() {
        assertRefused(message.put("command", "deploy"), FailureCode.REQUEST_COMMAND_UNSUPPORTED, "train_build");
    }

    @Test
    void envelopeAndPayloadMustAgree() {
        message.withObjectProperty("train_build").put("platform_run_id", "another_run");
        assertRefused(message, FailureCode.RUN_SCOPE_INVALID, "another_run");

        ObjectNode otherId = RequestFixture.trainBuildMessage();
        otherId.withObjectProperty("train_build").put("request_id", "mf.train.req.0002");
        assertRefused(otherId, FailureCode.REQUEST_INVALID, "request_id");

        ObjectNode otherRequester = RequestFixture.trainBuildMessage();
        otherRequester.withObjectProperty("train_build").put("requester_principal", "SYSTEM::somebody_else");
        assertRefused(otherRequester, FailureCode.REQUEST_INVALID, "requester_principal");
    }

    @Test
    void aPayloadOfTheOtherCommandIsRefused() {
        message.set("publish_retry", RequestFixture.publishRetryMessage().path("publish_retry"));

        assertRefused(message, FailureCode.REQUEST_INVALID, "publish_retry");
    }

    @Test
    void anInvalidRequestIdIsReplacedByOneThatNamesTheMessage() {
        message.put("request_id", "no");

        Admission.Refused refused = assertRefused(message, FailureCode.REQUEST_ID_INVALID, "request_id");

        assertThat(refused.requestId()).startsWith("refused-").matches(TrainBuildRequestReader.REQUEST_ID);
        assertThat(((Admission.Refused) rules.admit(message)).requestId()).isEqualTo(refused.requestId());
    }

    @Test
    void aRefusedMessageIsARepeatUntilItIsCorrected() {
        message.put("run_config_digest", "e".repeat(64));
        String hash = rules.admit(message).payloadHash();

        message.put("submitted_at_utc", "2026-02-11T00:00:00Z");
        assertThat(rules.admit(message).payloadHash()).isEqualTo(hash);

        message.put("run_config_digest", DIGEST);
        assertThat(rules.admit(message).payloadHash()).isNotEqualTo(hash);
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertRefused(TextNode.valueOf("x"), FailureCode.SCHEMA_INVALID, "object");
    }

    @Test
    void aRunKeyThatNoRunCanHaveIsNotFound() {
        ObjectNode retry = RequestFixture.publishRetryMessage();
        retry.withObjectProperty("publish_retry").put("run_key", "../../etc");

        assertRefused(retry, FailureCode.RUN_NOT_FOUND, "run_key");
    }

    @Test
    void aWorkerOutsideItsBoundariesRefusesEveryRequest() {
        AdmissionRules outside = new AdmissionRules(
                Optional.empty(),
                DIGEST,
                false,
                new OwnershipBoundaries(List.of(), List.of(), List.of("boundaries.yaml: $.owners.mf: is missing")),
                RequestKeyPolicy.unsigned(),
                AuthorisationPolicy.openToAll(),
                RequestFixture.RELEASES);

        assertThat(List.of(outside.admit(message), outside.admit(RequestFixture.publishRetryMessage())))
                .allSatisfy(admission -> assertThat(admission)
                        .isInstanceOfSatisfying(Admission.Refused.class, refused -> {
                            assertThat(refused.code()).isEqualTo(FailureCode.OWNERSHIP_BOUNDARY_VIOLATION);
                            assertThat(refused.message()).contains("boundaries.yaml: $.owners.mf");
                        }));
    }

    @Test
    void aMessageIsShownOnOneLineAndInPart() {
        message.put("command", "deploy\n2026 INFO all is well " + "x".repeat(900));

        Admission.Refused refused =
                assertRefused(message, FailureCode.REQUEST_COMMAND_UNSUPPORTED, "deploy?2026 INFO all is well");

        assertThat(refused.message()).doesNotContain("\n").hasSizeLessThan(200);
        assertThat(refused.command()).hasSize(128);
    }

    private Admission.Refused assertRefused(JsonNode sent, FailureCode code, String named) {
        Admission admission = rules.admit(sent);
        assertThat(admission).isInstanceOfSatisfying(Admission.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(code);
            assertThat(refused.message()).contains(named);
        });
        return (Admission.Refused) admission;
    }
}

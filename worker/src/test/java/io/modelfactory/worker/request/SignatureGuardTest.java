package io.modelfactory.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.RequestKeyPolicy;
import io.modelfactory.worker.config.RequestKeyPolicy.RequestKey;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.signing.KeyPairFiles;
import io.modelfactory.worker.signing.RequestSignature;
import io.modelfactory.worker.signing.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks is who has signed. */
class SignatureGuardTest {
    @TempDir
    private static Path folder = Path.of("");

    private static KeyPairFiles runOperate = new KeyPairFiles(folder, folder);
    private static KeyPairFiles revoked = runOperate;
    private static KeyPairFiles stranger = runOperate;

    private final AdmissionRules strict = rules(true);
    private final AdmissionRules lenient = rules(false);

    @BeforeAll
    static void makeKeys() {
        runOperate = KeyPairFiles.generate(folder, "run-operate");
        revoked = KeyPairFiles.generate(folder, "revoked");
        stranger = KeyPairFiles.generate(folder, "stranger");
    }

    @Test
    void aSignedRequestIsAuthenticatedByItsKey() {
        ObjectNode message = RequestFixture.trainBuildMessage();

        Admission admission = admit(strict, message, sign(runOperate, message));

        assertThat(admission).isInstanceOf(Admission.TrainBuild.class);
        assertThat(admission.authenticatedBy()).contains(runOperate.keyId());
        ObjectNode retry = RequestFixture.publishRetryMessage();
        assertThat(admit(strict, retry, sign(runOperate, retry)).authenticatedBy())
                .contains(runOperate.keyId());
    }

    @Test
    void anUnsignedRequestIsRefusedWhereSignaturesAreRequired() {
        assertRefused(strict, RequestFixture.trainBuildMessage(), List.of(), "is missing", "wiring.requests.key_file");
        assertThat(admit(lenient, RequestFixture.trainBuildMessage(), List.of()))
                .isInstanceOfSatisfying(
                        Admission.TrainBuild.class,
                        admitted -> assertThat(admitted.authenticatedBy()).isEmpty());
    }

    @Test
    void anOverrideIsSignedUnderEveryPolicyAndOnlyByWhoHasTheGrant() {
        ObjectNode message = RequestFixture.publishOverrideMessage();
        AdmissionRules granted = rules(
                false,
                new AuthorisationPolicy(
                        false,
                        List.of(GrantFixture.override(
                                "SYSTEM::run_operate", GrantFixture.CONFIG_MF, GrantFixture.CONFIG_MF))));

        assertRefused(lenient, message, List.of(), "publish_override is always signed", "wiring.requests.key_file");
        assertRefused(granted, message, List.of(), "publish_override is always signed");
        assertRefused(granted, message, sign(stranger, message), stranger.keyId());
        assertThat(admit(lenient, message, sign(runOperate, message)))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(FailureCode.REQUESTER_NOT_AUTHORISED));
        assertThat(admit(granted, message, sign(runOperate, message)))
                .isInstanceOfSatisfying(Admission.PublishOverride.class, override -> {
                    assertThat(override.authenticatedBy()).contains(runOperate.keyId());
                    assertThat(override.request().reason()).isEqualTo("the committee saw the card");
                });
    }

    @Test
    void aSignatureByAnUnknownOrRevokedKeyIsRefusedRequiredOrNot() {
        ObjectNode message = RequestFixture.trainBuildMessage();

        for (AdmissionRules rules : List.of(strict, lenient)) {
            assertRefused(rules, message, sign(stranger, message), stranger.keyId(), "request_keys");
            assertRefused(rules, message, sign(revoked, message), revoked.keyId(), "revoked");
        }
    }

    @Test
    void aSignatureThatWasCopiedFromAnotherRequestIsRefused() {
        ObjectNode signed = RequestFixture.trainBuildMessage();
        ObjectNode other = RequestFixture.trainBuildMessage().put("request_id", "mf.train.req.0002");
        other.withObjectProperty("train_build").put("request_id", "mf.train.req.0002");

        for (AdmissionRules rules : List.of(strict, lenient)) {
            assertRefused(rules, other, sign(runOperate, signed), runOperate.keyId(), "over this record");
        }
    }

    @Test
    void aSignatureByTheKeyOfAnotherPrincipalIsRefused() {
        ObjectNode message = RequestFixture.trainBuildMessage().put("requester_principal", "SYSTEM::scheduler");
        message.withObjectProperty("train_build").put("requester_principal", "SYSTEM::scheduler");

        for (AdmissionRules rules : List.of(strict, lenient)) {
            assertRefused(rules, message, sign(runOperate, message), "may not sign in the name of SYSTEM::scheduler");
        }
    }

    @Test
    void aKeyMaySignForEveryoneBelowItsPrefixAndForNeighboursNever() {
        assertThat(admit(strict, by("HUMAN::ada::laptop"), sign(runOperate, by("HUMAN::ada::laptop"))))
                .isInstanceOf(Admission.TrainBuild.class);
        assertRefused(
                strict, by("HUMAN::ada_evil"), sign(runOperate, by("HUMAN::ada_evil")), "may not sign in the name");
    }

    /** By the JDK alone: over the prefix and the value, so that a signature made for something else is none. */
    @Test
    void anIndependentVerifierFindsTheSignatureOverThePrefixedValue() throws GeneralSecurityException {
        ObjectNode message = RequestFixture.trainBuildMessage();
        RequestSignature bare = RequestSignature.of(runOperate.signingKey(), value(message));
        byte[] prefixed = ("mf.request_signature.v1\n" + CanonicalJson.text(message)).getBytes(StandardCharsets.UTF_8);
        Signature verification = Signature.getInstance("Ed25519");
        verification.initVerify(VerificationKey.read(runOperate.publicKey()).key());
        verification.update(prefixed);

        assertThat(verification.verify(Base64.getDecoder().decode(bare.base64())))
                .isTrue();
        verification.update(value(message));
        assertThat(verification.verify(Base64.getDecoder().decode(bare.base64())))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "no colon", "%s:", "%s:not base64!", "%s:AAAA", "%S:AAAA"})
    void aHeaderThatIsNoSignatureIsRefusedByName(String header) {
        assertRefused(
                lenient, RequestFixture.trainBuildMessage(), List.of(header.formatted(runOperate.keyId())), "header");
    }

    @Test
    void twoSignaturesAreNone() {
        ObjectNode message = RequestFixture.trainBuildMessage();
        String signature = sign(runOperate, message).get(0);

        assertRefused(strict, message, List.of(signature, signature), "send one");
    }

    @Test
    void aRefusalForAnotherReasonStillSaysWhoWasAuthenticated() {
        ObjectNode message = RequestFixture.trainBuildMessage();
        message.withObjectProperty("train_build").put("intent_kind", "guess");

        assertThat(admit(strict, message, sign(runOperate, message)))
                .isInstanceOfSatisfying(Admission.Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(FailureCode.INTENT_KIND_UNSUPPORTED);
                    assertThat(refused.authenticatedBy()).contains(runOperate.keyId());
                });
    }

    private static ObjectNode by(String principal) {
        ObjectNode message = RequestFixture.trainBuildMessage().put("requester_principal", principal);
        message.withObjectProperty("train_build").put("requester_principal", principal);
        return message;
    }

    private static AdmissionRules rules(boolean required) {
        return rules(required, AuthorisationPolicy.openToAll());
    }

    private static AdmissionRules rules(boolean required, AuthorisationPolicy policy) {
        return new AdmissionRules(
                Optional.empty(),
                "d".repeat(64),
                false,
                RequestFixture.BOUNDARIES,
                new RequestKeyPolicy(required, List.of(key(runOperate, false), key(revoked, true))),
                policy,
                RequestFixture.RELEASES);
    }

    private static RequestKey key(KeyPairFiles pair, boolean isRevoked) {
        return new RequestKey(
                pair.keyId(),
                pair.publicKeyBase64(),
                List.of("SYSTEM::run_operate"),
                List.of("HUMAN::ada::"),
                isRevoked);
    }

    private static List<String> sign(KeyPairFiles pair, ObjectNode message) {
        return List.of(RequestSignature.of(pair.signingKey(), value(message)).toString());
    }

    private static Admission admit(AdmissionRules rules, ObjectNode message, List<String> headers) {
        return rules.admit(message, rules.checkSignature(headers, value(message)));
    }

    private static byte[] value(ObjectNode message) {
        return CanonicalJson.bytes(message);
    }

    private static void assertRefused(AdmissionRules rules, ObjectNode message, List<String> headers, String... named) {
        assertThat(admit(rules, message, headers)).isInstanceOfSatisfying(Admission.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(FailureCode.REQUEST_SIGNATURE_INVALID);
            assertThat(refused.message()).startsWith("header mf_signature: ").contains(named);
            assertThat(refused.authenticatedBy()).isEmpty();
        });
    }
}

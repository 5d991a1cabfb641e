package io.modelfactory.worker.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.RequestKeyPolicy;
import io.modelfactory.worker.failure.FailureCode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AuthorisationGuardTest {
    private static final AuthorisationPolicy POLICY = new AuthorisationPolicy(
            false,
            List.of(
                    GrantFixture.grant(
                            List.of("SYSTEM::run_operate"),
                            List.of(),
                            List.of("train_build", "publish_retry"),
                            List.of("baseline_train"),
                            true),
                    GrantFixture.grant(
                            List.of(),
                            List.of("HUMAN::"),
                            List.of("train_build"),
                            List.of("candidate_eval", "baseline_train"),
                            false)));

    private final AdmissionRules rules = new AdmissionRules(
            Optional.empty(),
            "d".repeat(64),
            false,
            RequestFixture.BOUNDARIES,
            RequestKeyPolicy.unsigned(),
            POLICY,
            RequestFixture.RELEASES);

    @Test
    void aFullyGrantedRequesterIsAdmitted() {
        assertThat(rules.admit(RequestFixture.trainBuildMessage())).isInstanceOf(Admission.TrainBuild.class);
        assertThat(rules.admit(RequestFixture.publishRetryMessage())).isInstanceOf(Admission.PublishRetry.class);
        assertThat(rules.admit(by("HUMAN::analyst", request -> request.remove("publish_allowed"))))
                .isInstanceOf(Admission.TrainBuild.class);
    }

    @Test
    void aRequesterWithoutPublishGrantIsRefusedWithAHint() {
        assertRefused(
                by("HUMAN::analyst", request -> request.put("publish_allowed", true)),
                "HUMAN::analyst is not authorised to ask for train_build for baseline_train with publish_allowed",
                "ask without publish_allowed");
    }

    @Test
    void anIntentThatIsNotGrantedIsRefused() {
        assertRefused(
                by("SYSTEM::run_operate", request -> request.put("intent_kind", "candidate_eval")),
                "train_build for candidate_eval",
                "grant added to the launcher policy");
    }

    @Test
    void aCommandThatIsNotGrantedIsRefused() {
        ObjectNode retry = RequestFixture.publishRetryMessage().put("requester_principal", "HUMAN::analyst");

        assertRefused(
                retry, "HUMAN::analyst is not authorised to ask for publish_retry", "let a principal ask who may");
    }

    @Test
    void anUnknownRequesterIsRefusedBeforeOtherErrors() {
        assertRefused(by("HUMANS::x", request -> request.remove("intent_kind")), "HUMANS::x", "train_build");
        ObjectNode noPayload = by("HUMANS::x", request -> {});
        noPayload.remove("train_build");
        assertRefused(noPayload, "HUMANS::x", "train_build");
    }

    @Test
    void missingOrMalformedFieldsAreRefusedByTheContract() {
        assertThat(codeOf(by("HUMAN::x", request -> request.remove("intent_kind"))))
                .isEqualTo(FailureCode.INTENT_KIND_UNSUPPORTED);
        assertThat(codeOf(by("HUMAN::x", request -> request.put("intent_kind", "guess"))))
                .isEqualTo(FailureCode.INTENT_KIND_UNSUPPORTED);
        assertThat(codeOf(by(
                        "HUMAN::x", request -> request.putArray("intent_kind").add("baseline_train"))))
                .isEqualTo(FailureCode.INTENT_KIND_UNSUPPORTED);
        assertThat(codeOf(by("HUMAN::x", request -> request.put("publish_allowed", "true"))))
                .isEqualTo(FailureCode.SCHEMA_INVALID);
        assertThat(codeOf(by("HUMAN::x", request -> request.remove("requester_principal"))))
                .isEqualTo(FailureCode.REQUESTER_MISSING);
        ObjectNode noPayload = by("HUMAN::x", request -> {});
        noPayload.remove("train_build");
        assertThat(codeOf(noPayload)).isEqualTo(FailureCode.REQUEST_INVALID);
    }

    @Property(tries = 2_000)
    void whatIsAdmittedWasPermittedUnderTheNameItIsServedUnder(
            @ForAll("principal") String envelope,
            @ForAll("principal") String payload,
            @ForAll("intent") String intent,
            @ForAll boolean publish) {
        ObjectNode message = RequestFixture.trainBuildMessage().put("requester_principal", envelope);
        message.withObjectProperty("train_build")
                .put("requester_principal", payload)
                .put("intent_kind", intent)
                .put("publish_allowed", publish);

        if (rules.admit(message) instanceof Admission.TrainBuild admitted) {
            assertThat(GrantFixture.permits(
                            new Authorisation(POLICY),
                            admitted.request().requesterPrincipal(),
                            "train_build",
                            Optional.of(admitted.request().intentKind().wireName()),
                            admitted.request().publishAllowed()))
                    .isTrue();
            assertThat(admitted.envelope().requesterPrincipal())
                    .isEqualTo(admitted.request().requesterPrincipal());
        } else {
            boolean permitted = payload.strip().equals(envelope.strip())
                    && GrantFixture.permits(
                            new Authorisation(POLICY),
                            envelope.strip(),
                            "train_build",
                            Optional.of(intent.strip()),
                            publish);
            assertThat(permitted).isFalse();
        }
    }

    @Provide
    Arbitrary<String> principal() {
        Arbitrary<String> name = Arbitraries.of(
                "SYSTEM::run_operate",
                "HUMAN::analyst",
                "HUMAN::",
                "HUMANS::x",
                "SYSTEM::run_operate2",
                "human::analyst");
        return name.flatMap(text -> Arbitraries.of(text, " " + text, text + "\n"));
    }

    @Provide
    Arbitrary<String> intent() {
        return Arbitraries.of(
                "baseline_train", " baseline_train ", "candidate_eval", "regression_check", "Baseline_Train", "x");
    }

    private static ObjectNode by(String requester, Consumer<ObjectNode> change) {
        ObjectNode message = RequestFixture.trainBuildMessage().put("requester_principal", requester);
        ObjectNode request = message.withObjectProperty("train_build");
        request.put("requester_principal", requester).remove("publish_allowed");
        change.accept(request);
        return message;
    }

    private FailureCode codeOf(ObjectNode message) {
        return ((Admission.Refused) rules.admit(message)).code();
    }

    private void assertRefused(ObjectNode message, String... named) {
        assertThat(rules.admit(message)).isInstanceOfSatisfying(Admission.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(FailureCode.REQUESTER_NOT_AUTHORISED);
            assertThat(refused.message()).startsWith("requester_principal: ").contains(named);
        });
    }
}

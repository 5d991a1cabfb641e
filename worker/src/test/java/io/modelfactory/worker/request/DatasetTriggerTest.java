package io.modelfactory.worker.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.RequestKeyPolicy;
import io.modelfactory.worker.config.TriggerPolicy;
import io.modelfactory.worker.config.TriggerPolicy.FeatureSet;
import io.modelfactory.worker.config.TriggerPolicy.TriggerRule;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTriggerTest {
    private static final String DIGEST = "d".repeat(64);

    private final DatasetTrigger trigger = triggerUnder(DIGEST);
    private final ObjectNode event = event();

    @Test
    void anAnnouncementBecomesTheRequestThatTheRulePins() {
        JsonNode message = trigger.toRequest(event).orElseThrow();

        assertThat(RequestFixture.openRules(DIGEST).admit(message))
                .isInstanceOfSatisfying(Admission.TrainBuild.class, accepted -> {
                    ObjectNode request = accepted.request().toJson();
                    assertThat(request.remove("request_id").textValue()).matches("ofs\\.[0-9a-f]{32}");
                    assertThat(request.remove("requester_principal").textValue())
                            .isEqualTo("SYSTEM::offline_feature_plane");
                    assertThat(request.remove("platform_run_id").textValue()).isEqualTo("run-1");
                    assertThat(request.remove("dataset_manifest_refs")).hasToString("[\"run-1/dm_1.json\"]");
                    request.remove("schema_version");
                    assertThat((JsonNode) request).isEqualTo(pinned());
                });
    }

    @Test
    void aRuleWithoutAReleaseAsksForTheOneOfTheWorkerThatTakesTheAnnouncement() {
        ObjectNode pinned = pinned();
        pinned.remove("mf_code_release_id");

        JsonNode message = triggerUnder(DIGEST, pinned).toRequest(event).orElseThrow();

        assertThat(message.at("/train_build/mf_code_release_id").textValue()).isEqualTo("git:of-the-worker");
    }

    @Test
    void theRequestPassesThroughTheSameAuthorisationAsAnyOther() {
        AdmissionRules denyAll = new AdmissionRules(
                Optional.empty(),
                DIGEST,
                true,
                RequestFixture.BOUNDARIES,
                RequestKeyPolicy.unsigned(),
                new AuthorisationPolicy(false, List.of()),
                RequestFixture.RELEASES);

        assertThat(denyAll.admit(trigger.toRequest(event).orElseThrow()))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(FailureCode.REQUESTER_NOT_AUTHORISED));
    }

    /** Held still, because a repeated announcement must be known as one by another release. */
    @Test
    void theRecipeOfTheRequestIdIsFixed() {
        String envelope = "{\"payload\":{\"dataset_fingerprint\":\"fingerprint\",\"dataset_manifest_id\":\"dm_1\","
                + "\"dataset_manifest_ref\":\"run-1/dm_1.json\",\"feature_set_id\":\"core\",\"feature_set_version\":\"v1\","
                + "\"platform_run_id\":\"run-1\",\"run_config_digest\":\"" + DIGEST
                + "\"},\"recipe\":\"mf.ofs_request_id.v1\"}";

        assertThat(requestId(trigger, event))
                .isEqualTo("ofs." + Sha256.hex(envelope).substring(0, 32));
    }

    @Property(tries = 200)
    void theSameDatasetIsTheSameRequestHoweverItIsAnnounced(
            @ForAll @AlphaChars @StringLength(min = 1, max = 40) String eventId,
            @ForAll @AlphaChars @StringLength(min = 1, max = 40) String producer) {
        ObjectNode again = event().put("event_id", eventId)
                .put("producer", producer)
                .put("occurred_at_utc", "2027-01-01T00:00:00Z")
                .put("feature_set_id", " core\t");

        Admission first =
                RequestFixture.openRules(DIGEST).admit(trigger.toRequest(event).orElseThrow());
        Admission second =
                RequestFixture.openRules(DIGEST).admit(trigger.toRequest(again).orElseThrow());

        assertThat(requestId(trigger, again)).isEqualTo(requestId(trigger, event));
        assertThat(second.payloadHash()).isEqualTo(first.payloadHash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform_run_id", "dataset_manifest_ref", "dataset_manifest_id", "dataset_fingerprint"})
    void anotherDatasetIsAnotherRequest(String field) {
        assertThat(requestId(trigger, event().put(field, "other"))).isNotEqualTo(requestId(trigger, event));
    }

    @Test
    void anotherConfigurationIsANewRequestForTheSameRun() {
        JsonNode before = trigger.toRequest(event).orElseThrow();
        JsonNode after = triggerUnder("e".repeat(64)).toRequest(event).orElseThrow();

        assertThat(after.path("request_id")).isNotEqualTo(before.path("request_id"));
        assertThat(RunIdentity.of(TrainBuildRequestReader.read(after.path("train_build"))))
                .isEqualTo(RunIdentity.of(TrainBuildRequestReader.read(before.path("train_build"))));
    }

    @Test
    void aFeatureSetWithoutARuleStartsNothing() {
        assertThat(trigger.toRequest(event.put("feature_set_version", "v2"))).isEmpty();
        assertThat(trigger.toRequest(event().put("feature_set_id", "Core"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_id",
                "platform_run_id",
                "dataset_manifest_ref",
                "dataset_manifest_id",
                "dataset_fingerprint",
                "feature_set_id",
                "feature_set_version",
                "occurred_at_utc"
            })
    void anAnnouncementThatSaysTooLittleIsNone(String field) {
        assertThatThrownBy(() -> trigger.toRequest(event.put(field, "  ")))
                .isInstanceOf(FailureException.class)
                .hasMessage(field + ": must not be blank");
    }

    @Test
    void announcedReferencesAreJudgedByTheGuards() {
        JsonNode message =
                trigger.toRequest(event.put("platform_run_id", "../escape")).orElseThrow();

        assertThat(RequestFixture.openRules(DIGEST).admit(message))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(FailureCode.RUN_SCOPE_INVALID));
    }

    private static String requestId(DatasetTrigger trigger, ObjectNode event) {
        return trigger.toRequest(event).orElseThrow().path("request_id").textValue();
    }

    private static DatasetTrigger triggerUnder(String runConfigDigest) {
        return triggerUnder(runConfigDigest, pinned());
    }

    private static DatasetTrigger triggerUnder(String runConfigDigest, ObjectNode pinned) {
        TriggerRule rule = new TriggerRule(new FeatureSet("core", "v1"), pinned);
        return new DatasetTrigger(
                new TriggerPolicy("trigger", "r1", "f".repeat(64), List.of(rule)),
                runConfigDigest,
                "git:of-the-worker");
    }

    private static ObjectNode pinned() {
        ObjectNode pinned = RequestFixture.trainBuild();
        pinned.remove(List.of(
                "schema_version", "request_id", "platform_run_id", "dataset_manifest_refs", "requester_principal"));
        return pinned;
    }

    private static ObjectNode event() {
        return Json.object()
                .put("schema_version", "learning.ofs_dataset_ready.v0")
                .put("event_id", "event-1")
                .put("platform_run_id", "run-1")
                .put("dataset_manifest_ref", "run-1/dm_1.json")
                .put("dataset_manifest_id", "dm_1")
                .put("dataset_fingerprint", "fingerprint")
                .put("feature_set_id", "core")
                .put("feature_set_version", "v1")
                .put("occurred_at_utc", "2026-02-10T00:00:00Z")
                .put("producer", "ofs");
    }
}

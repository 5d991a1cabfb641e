package io.modelfactory.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.DatasetReady;
import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.RequestKeyPolicy;
import io.modelfactory.worker.config.RequestKeyPolicy.RequestKey;
import io.modelfactory.worker.config.SchedulingLimits;
import io.modelfactory.worker.config.TriggerPolicy;
import io.modelfactory.worker.config.TriggerPolicy.FeatureSet;
import io.modelfactory.worker.config.TriggerPolicy.TriggerRule;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.request.AdmissionRules;
import io.modelfactory.worker.request.DatasetTrigger;
import io.modelfactory.worker.request.ReleaseRule;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.signing.KeyPairFiles;
import io.modelfactory.worker.signing.RequestSignature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signature of an announcement is the signature of the request that is made of it. */
class RecordSignatureTest {
    private static final String DIGEST = "d".repeat(64);
    private static final byte[] VALUE = "the bytes that travel".getBytes(StandardCharsets.UTF_8);
    private static final IntakeSettings SETTINGS = new IntakeSettings(
            "requests",
            "ofs",
            "dead",
            Duration.ofMillis(10),
            1_000,
            IntakeSettings.UNSCOPED,
            SchedulingLimits.UNLIMITED);

    @TempDir
    private Path folder = Path.of("");

    private KeyPairFiles featurePlane = new KeyPairFiles(folder, folder);
    private KeyPairFiles person = featurePlane;

    @BeforeEach
    void makeKeys() {
        featurePlane = KeyPairFiles.generate(folder, "ofs");
        person = KeyPairFiles.generate(folder, "ada");
    }

    @Test
    void anAnnouncementSignedByTheFeaturePlaneIsAuthenticated() {
        assertThat(decode(Optional.of(sign(featurePlane, VALUE))))
                .isInstanceOfSatisfying(IntakeEntry.TrainBuildEntry.class, entry -> {
                    assertThat(entry.requesterPrincipal()).isEqualTo(DatasetTrigger.REQUESTER);
                    assertThat(entry.authenticatedBy()).contains(featurePlane.keyId());
                });
    }

    @Test
    void anAnnouncementWithoutASignatureByTheFeaturePlaneIsRefused() {
        byte[] otherValue = "other bytes".getBytes(StandardCharsets.UTF_8);

        assertRefused(decode(Optional.empty()), "is missing");
        assertRefused(decode(Optional.of(sign(featurePlane, otherValue))), "over this record");
        assertRefused(decode(Optional.of(sign(person, VALUE))), "may not sign in the name of SYSTEM::offline");
        assertRefused(decode(Optional.of("caf\u00e9")), "is not <key id>");
    }

    private static void assertRefused(IntakeEntry entry, String named) {
        assertThat(entry).isInstanceOfSatisfying(IntakeEntry.RefusalEntry.class, refusal -> {
            assertThat(refusal.code()).isEqualTo(FailureCode.REQUEST_SIGNATURE_INVALID);
            assertThat(refusal.message()).contains(named);
            assertThat(refusal.requestId()).startsWith("ofs.");
        });
    }

    private IntakeEntry decode(Optional<String> signature) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("ofs", 0, 7, new byte[0], VALUE);
        signature.ifPresent(
                text -> record.headers().add(RequestSignature.HEADER, text.getBytes(StandardCharsets.UTF_8)));
        return new RequestDecoder((topic, bytes) -> announcement(), rules(), trigger(), SETTINGS)
                .decode(record)
                .orElseThrow();
    }

    private AdmissionRules rules() {
        return new AdmissionRules(
                Optional.empty(),
                DIGEST,
                false,
                RequestFixture.BOUNDARIES,
                new RequestKeyPolicy(
                        true, List.of(key(featurePlane, DatasetTrigger.REQUESTER), key(person, "HUMAN::ada"))),
                AuthorisationPolicy.openToAll(),
                new ReleaseRule(RequestFixture.RELEASE, List.of()));
    }

    private static RequestKey key(KeyPairFiles pair, String principal) {
        return new RequestKey(pair.keyId(), pair.publicKeyBase64(), List.of(principal), List.of(), false);
    }

    private static String sign(KeyPairFiles pair, byte[] value) {
        return RequestSignature.of(pair.signingKey(), value).toString();
    }

    private static Optional<DatasetTrigger> trigger() {
        JsonNode pinned = RequestFixture.trainBuild()
                .without(List.of(
                        "schema_version",
                        "request_id",
                        "platform_run_id",
                        "requester_principal",
                        "dataset_manifest_refs"));
        TriggerPolicy policy =
                new TriggerPolicy("p", "r1", DIGEST, List.of(new TriggerRule(new FeatureSet("core", "v1"), pinned)));
        return Optional.of(new DatasetTrigger(policy, DIGEST, RequestFixture.RELEASE));
    }

    private static DatasetReady announcement() {
        return DatasetReady.newBuilder()
                .setSchemaVersion("learning.ofs_dataset_ready.v0")
                .setEventId("event-1")
                .setPlatformRunId("run-1")
                .setDatasetManifestRef("run-1/ofs/manifests/dm_1.json")
                .setDatasetManifestId("dm_1")
                .setDatasetFingerprint("fingerprint")
                .setFeatureSetId("core")
                .setFeatureSetVersion("v1")
                .setOccurredAtUtc("2026-02-10T00:00:00Z")
                .setProducer("ofs")
                .build();
    }
}

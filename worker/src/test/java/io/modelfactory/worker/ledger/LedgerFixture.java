package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.Actor;
import io.modelfactory.contracts.BundleRef;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.contracts.ScopeKey;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.audit.NamedReference;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Values to start from. */
public final class LedgerFixture {
    public static final String PLATFORM_RUN = "platform_20260210T141900Z";
    public static final String RUN_EVENTS = "fp.bus.learning.mf.events.v1";
    public static final String REGISTRY_EVENTS = "fp.bus.learning.registry.events.v1";
    public static final String CONTROL = "fp.bus.control.v1";
    public static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    public static final Duration LONG = Duration.ofMinutes(10);

    private LedgerFixture() {}

    public static LedgerSettings settings() {
        return new LedgerSettings(
                new WorkerIdentity("mf.v0", "git:0123456", "mf-launcher", "v1", Sha256.hex("config"), "worker-1"),
                RUN_EVENTS,
                REGISTRY_EVENTS,
                CONTROL,
                3,
                2);
    }

    static String runKey(String name) {
        return "tr_" + Sha256.hex(name).substring(0, 32);
    }

    /** An admitted request for the run of this name, which does not allow publishing. */
    public static IntakeEntry.TrainBuildEntry build(String requestId, String runName) {
        return build(requestId, runName, false);
    }

    public static IntakeEntry.TrainBuildEntry publishableBuild(String requestId, String runName) {
        return build(requestId, runName, true);
    }

    static IntakeEntry.TrainBuildEntry build(String requestId, String runName, boolean publishAllowed) {
        return build(requestId, runName, publishAllowed, request(runName), 0);
    }

    static IntakeEntry.TrainBuildEntry build(
            String requestId, String runName, boolean publishAllowed, JsonNode request, int priority) {
        return new IntakeEntry.TrainBuildEntry(
                requestId,
                Sha256.hex(runName + publishAllowed),
                runKey(runName),
                Sha256.hex(runName),
                PLATFORM_RUN,
                "{\"bundle_slot\":\"primary\"}",
                "SYSTEM::run_operate",
                request,
                publishAllowed,
                priority,
                Optional.of(TRACEPARENT));
    }

    static JsonNode request(String runName) {
        return Json.object()
                .put("intent_kind", "baseline_train")
                .put("note", runName + " \u00e4 \"quoted\", {braced}\\");
    }

    public static IntakeEntry.PublishRetryEntry retry(String requestId, String runName) {
        return retry(requestId, runName, PLATFORM_RUN);
    }

    static IntakeEntry.PublishRetryEntry retry(String requestId, String runName, String platformRunId) {
        return new IntakeEntry.PublishRetryEntry(
                requestId,
                Sha256.hex("retry " + runName),
                runKey(runName),
                "the registry is back",
                platformRunId,
                "HUMAN::operator",
                Optional.of(TRACEPARENT));
    }

    public static IntakeEntry.PublishOverrideEntry override(String requestId, String runName) {
        return override(requestId, runName, PLATFORM_RUN);
    }

    static IntakeEntry.PublishOverrideEntry override(String requestId, String runName, String platformRunId) {
        return new IntakeEntry.PublishOverrideEntry(
                requestId,
                Sha256.hex("override " + requestId + runName),
                runKey(runName),
                "the committee of 12 May saw the card",
                platformRunId,
                "HUMAN::risk::ada",
                Optional.of("key-1"),
                Optional.of(TRACEPARENT));
    }

    public static IntakeEntry.RefusalEntry refusal(String requestId, String message) {
        return new IntakeEntry.RefusalEntry(
                requestId,
                Sha256.hex(requestId + message),
                "train_build",
                PLATFORM_RUN,
                "SYSTEM::run_operate",
                Optional.empty(),
                FailureCode.MANIFEST_REF_MISSING,
                message,
                List.of(new NamedReference("training_profile", "config/training.yaml")),
                Optional.of(TRACEPARENT));
    }

    static IntakeEntry.DeadLetterEntry deadLetter(String text) {
        return new IntakeEntry.DeadLetterEntry(
                "requests.dlq", Optional.of(bytes("key")), bytes(text), Map.of("error.class", "java.io.EOFException"));
    }

    public static Map<String, ArtifactRef> refs(String... names) {
        Map<String, ArtifactRef> refs = new TreeMap<>();
        for (String name : List.of(names)) {
            refs.put(name, ArtifactRef.of(PLATFORM_RUN + "/" + name + ".json", bytes(name)));
        }
        return refs;
    }

    public static RegistryLifecycleEvent lifecycleEvent() {
        return RegistryLifecycleEvent.newBuilder()
                .setSchemaVersion("learning.registry_lifecycle.v0")
                .setRegistryEventId("reg_evt_0123456789abcdef01234567")
                .setEventType("BUNDLE_PUBLISHED")
                .setScopeKey(new ScopeKey("local_parity", "fraud", "primary", null))
                .setBundleRef(new BundleRef("bundle-1", "v0-0123456789ab", "registry/bundles/bundle-1"))
                .setActor(new Actor("SYSTEM::model_factory", "SYSTEM"))
                .setTsUtc("2026-02-10T14:20:00Z")
                .setEvidenceRefs(List.of())
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.modelfactory.worker.negative;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.TrainBuildRequest;
import io.modelfactory.worker.app.runtime.JobRequests;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.request.PublishRetryRequest;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The stage of one entry of the matrix: a sound request with an identity of its own, and everything with which an entry
 * turns it into a bad one. Until its input is changed, it would be trained and published.
 */
final class Scene {
    private static final String PLANTED = "planted by somebody else";

    private final MatrixPlatform platform;
    private final String id;
    private final Set<String> planted = new TreeSet<>();
    private final List<MfJobRequest> messages = new ArrayList<>();
    private final List<byte[]> records = new ArrayList<>();
    private MfJobRequest message;
    private String receiptRun = MatrixPlatform.RUN;
    private String receiptName;

    Scene(MatrixPlatform platform, String id) {
        this.platform = platform;
        this.id = id;
        this.receiptName = id;
        this.message = platform.soundRequest(id, id);
    }

    String id() {
        return id;
    }

    StoreFiles store() {
        return platform.store();
    }

    /** Everything that is sent before the message of the scene itself. */
    List<MfJobRequest> messagesBefore() {
        return messages;
    }

    /** Raw records, sent instead of the message. */
    List<byte[]> records() {
        return records;
    }

    Set<String> planted() {
        return planted;
    }

    String receiptName() {
        return receiptName;
    }

    String receiptKey() {
        return ArtifactKeys.invocationReceipt(receiptRun, receiptName);
    }

    // --- the message

    MfJobRequest message() {
        return message;
    }

    TrainBuildRequest trainBuild() {
        return message.getTrainBuild();
    }

    /** The same work, which may not be published. */
    MfJobRequest firstRequest() {
        MfJobRequest first = MfJobRequest.newBuilder(message).build();
        first.put("request_id", id + ".first");
        first.getTrainBuild().put("request_id", id + ".first");
        first.getTrainBuild().put("publish_allowed", false);
        return first;
    }

    void asks(String principal) {
        message.put("requester_principal", principal);
        trainBuild().put("requester_principal", principal);
    }

    /** The message asks to publish a run again instead of training one. */
    void asksToPublishAgain(String runKey) {
        receiptName = id + ".again";
        message = JobRequests.publishRetry(
                receiptName,
                new PublishRetryRequest(runKey, "once more"),
                MatrixPlatform.RUN,
                message.getRequesterPrincipal(),
                platform.configuration().runConfigDigest(),
                Instant.now());
    }

    /** A sound request for other work comes under the scene's request id first. */
    void comesAfterAnotherUnderItsId() {
        messages.add(platform.soundRequest(id, "first-under-" + id));
    }

    void sendsInstead(byte[] record) {
        records.add(record);
    }

    byte[] encodedMessage() {
        return platform.encoded(message);
    }

    void sendsInstead(SpecificRecordBase record) {
        records.add(platform.encoded(record));
    }

    /** The receipt is kept under another run's prefix than the active one's. */
    void isAnsweredUnder(String platformRunId) {
        receiptRun = platformRunId;
    }

    /** The receipt has another name than the request id, for the id cannot be one or belongs to another. */
    void isAnsweredAs(String name) {
        receiptName = name;
    }

    /** The name under which a message without a usable id is answered. */
    static String derivedName(SpecificRecordBase received) {
        ObjectNode json = json(received);
        json.remove("submitted_at_utc");
        return "refused-" + RunIdentity.payloadHash(json).substring(0, 32);
    }

    // --- what the message refers to

    /** A sound one of the scene's own, to be spoilt. */
    SmallDataset dataset() {
        return SmallDataset.named(id);
    }

    void trainsOn(SmallDataset dataset) {
        trainBuild().put("dataset_manifest_refs", List.of(dataset.writeTo(store(), MatrixPlatform.RUN)));
    }

    void trainsBy(UnaryOperator<String> changesOfProfile) {
        String key = "profiles/" + id + ".training.yaml";
        store().put(key, changesOfProfile.apply(Policies.TRAINING));
        trainBuild().put("training_config_ref", key);
    }

    void isJudgedBy(String governanceProfile) {
        String key = "profiles/" + id + ".governance.yaml";
        store().put(key, governanceProfile);
        trainBuild().put("governance_profile_ref", key);
    }

    // --- the run

    io.modelfactory.worker.request.TrainBuildRequest request() {
        return TrainBuildRequestReader.read(json(trainBuild() == null ? platform.soundRequest(id, id) : message)
                .path("train_build"));
    }

    String runKey() {
        return RunIdentity.of(request()).runKey();
    }

    String keyOf(Name artifact) {
        return RunPlaces.keyOf(artifact, RunIdentity.of(request()));
    }

    /** Of a scene whose work passed before. */
    BundleIdentity bundle() {
        return platform.bundleOf(runKey());
    }

    // --- the store behind the worker's back

    void plants(Name artifact) {
        plants(artifact, PLANTED.getBytes(StandardCharsets.UTF_8));
    }

    String plants(Name artifact, byte[] content) {
        String key = keyOf(artifact);
        store().put(key, content);
        planted.add(key);
        return key;
    }

    void plantsAt(String key) {
        store().put(key, PLANTED);
        planted.add(key);
    }

    void removes(Name artifact) {
        store().remove(keyOf(artifact));
        planted.remove(keyOf(artifact));
    }

    void alters(Name artifact) {
        store().put(keyOf(artifact), PLANTED);
    }

    // --- the ledger, through a worker that died

    /** Evidence as a run leaves it that has passed, to be spoilt. */
    ForgedEvidence evidence() {
        return new ForgedEvidence(this, platform.model());
    }

    void wasStartedByAWorkerThatDied(int times) {
        platform.predecessor().diesStarting(request(), times);
    }

    void wasLeftWithAPlan(ForgedEvidence evidence) {
        platform.predecessor().diesAfterPinning(request(), evidence);
    }

    void wasLeftBeforeTheGate(ForgedEvidence evidence) {
        platform.predecessor().diesBeforeTheGate(request(), evidence);
    }

    void wasLeftBeforePublishing(ForgedEvidence evidence) {
        platform.predecessor().diesBeforePublishing(request(), evidence);
    }

    void couldNotBePublishedTwice(ForgedEvidence evidence) {
        platform.predecessor().failsToPublishTwice(request(), evidence);
    }

    /** As the intake sees a record: a null field is an absent member. */
    static ObjectNode json(SpecificRecordBase record) {
        try {
            ObjectNode json = (ObjectNode) Json.parse(record.toString().getBytes(StandardCharsets.UTF_8));
            dropNulls(json);
            return json;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void dropNulls(JsonNode json) {
        if (json instanceof ObjectNode object) {
            List<String> absent = object.properties().stream()
                    .filter(member -> member.getValue().isNull())
                    .map(Map.Entry::getKey)
                    .toList();
            object.remove(absent);
            object.forEach(Scene::dropNulls);
        }
    }
}

package io.modelfactory.worker.negative;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.TrainBuildRequest;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.request.AdmissionRules;
import io.modelfactory.worker.request.PublishOverrideRequest;
import io.modelfactory.worker.request.PublishRetryRequest;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.signing.RequestSignature;
import io.modelfactory.worker.signing.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The input of one entry of the matrix: a sound request with an identity of its own, and the operations that make it a
 * bad one. Unchanged, it would be trained and published.
 */
final class NegativeScenario {
    private static final String PLANTED = "planted by another writer";

    private final NegativeEnvironment platform;
    private final String id;
    private final Set<String> planted = new TreeSet<>();
    private final List<MfJobRequest> messages = new ArrayList<>();
    private final List<byte[]> records = new ArrayList<>();
    private MfJobRequest message;
    private Optional<String> signature = Optional.empty();
    private String receiptRun = NegativeEnvironment.PLATFORM_RUN_ID;
    private String receiptName;

    NegativeScenario(NegativeEnvironment platform, String id) {
        this.platform = platform;
        this.id = id;
        this.receiptName = id;
        this.message = platform.validRequest(id, id);
    }

    String id() {
        return id;
    }

    RawStoreFiles store() {
        return platform.store();
    }

    /** Messages that are sent before the scenario's own. */
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

    /** The same work, without permission to publish. */
    MfJobRequest firstRequest() {
        MfJobRequest first = MfJobRequest.newBuilder(message).build();
        first.put("request_id", id + ".first");
        first.getTrainBuild().put("request_id", id + ".first");
        first.getTrainBuild().put("publish_allowed", false);
        return first;
    }

    /** The header that is sent with the message. */
    Optional<String> signature() {
        return signature;
    }

    /**
     * Sends the message with the signature that a key made over a sound request, which is this one unless it is changed
     * afterwards. A refusal for it leaves the request id to another.
     */
    void sign(SigningKey key) {
        signature = Optional.of(RequestSignature.of(key, encodedMessage()).toString());
    }

    void unsign() {
        signature = Optional.empty();
    }

    /** The receipt of a message that another than its requester may have sent. */
    void expectForgery() {
        receiptName = message.getRequestId() + "~"
                + AdmissionRules.payloadHash(json(message)).substring(0, 12);
    }

    void setPrincipal(String principal) {
        message.put("requester_principal", principal);
        trainBuild().put("requester_principal", principal);
    }

    /** Replaces the train build by a publish retry. */
    void requestPublishRetry(String runKey) {
        receiptName = id + ".again";
        message = JobRequestMessages.publishRetry(
                receiptName,
                new PublishRetryRequest(runKey, "once more"),
                NegativeEnvironment.PLATFORM_RUN_ID,
                message.getRequesterPrincipal(),
                platform.configuration().runConfigDigest(),
                Instant.now());
    }

    /** Replaces the train build by a publish override, which is signed. */
    void requestPublishOverride(String runKey) {
        receiptName = id + ".override";
        message = JobRequestMessages.publishOverride(
                receiptName,
                new PublishOverrideRequest(runKey, "seen by the committee"),
                NegativeEnvironment.PLATFORM_RUN_ID,
                message.getRequesterPrincipal(),
                platform.configuration().runConfigDigest(),
                Instant.now());
        sign(StrictPolicies.requestKey());
    }

    /** Sends a sound request for other work under the same request id first. */
    void sendOtherRequestFirst() {
        messages.add(platform.validRequest(id, "first-under-" + id));
    }

    void replaceMessage(byte[] record) {
        records.add(record);
    }

    byte[] encodedMessage() {
        return platform.encoded(message);
    }

    void replaceMessage(SpecificRecordBase record) {
        records.add(platform.encoded(record));
    }

    /** The receipt is expected under the prefix of another platform run than the active one. */
    void expectReceiptUnderRun(String platformRunId) {
        receiptRun = platformRunId;
    }

    /**
     * The receipt is expected under another name than the request id, which is malformed or belongs to another request.
     */
    void expectReceiptName(String name) {
        receiptName = name;
    }

    /** The name under which a message without a usable id is answered. */
    static String derivedName(SpecificRecordBase received) {
        ObjectNode json = json(received);
        json.remove("submitted_at_utc");
        return "refused-" + RunIdentity.payloadHash(json).substring(0, 32);
    }

    // --- what the message refers to

    /** A sound dataset of the scenario's own, to be changed. */
    SmallDataset dataset() {
        return SmallDataset.named(id);
    }

    void useDataset(SmallDataset dataset) {
        trainBuild()
                .put("dataset_manifest_refs", List.of(dataset.writeTo(store(), NegativeEnvironment.PLATFORM_RUN_ID)));
    }

    void changeTrainingProfile(UnaryOperator<String> changesOfProfile) {
        String key = "profiles/" + id + ".training.yaml";
        store().put(key, changesOfProfile.apply(StrictPolicies.TRAINING));
        trainBuild().put("training_config_ref", key);
    }

    /** @return the members of a governance profile that pin a champion made of the run that passed */
    String plantChampion(Consumer<ObjectNode> changeOfDescriptor) {
        return new PlantedChampion(store(), platform.model(), "bundle_" + id).plant(changeOfDescriptor);
    }

    void useGovernanceProfile(String governanceProfile) {
        useGovernanceProfile("profiles/" + id + ".governance.yaml", governanceProfile);
    }

    void useGovernanceProfile(String key, String governanceProfile) {
        store().put(key, governanceProfile);
        trainBuild().put("governance_profile_ref", key);
    }

    // --- the run

    io.modelfactory.worker.request.TrainBuildRequest request() {
        return TrainBuildRequestReader.read(json(trainBuild() == null ? platform.validRequest(id, id) : message)
                .path("train_build"));
    }

    String runKey() {
        return RunIdentity.of(request()).runKey();
    }

    String keyOf(ArtifactName artifact) {
        return RunArtifactKeys.of(artifact, RunIdentity.of(request()));
    }

    /** The run key of a scenario whose work passed before. */
    BundleIdentity bundle() {
        return platform.bundleOf(runKey());
    }

    // --- the store, without the worker's knowledge

    void plant(ArtifactName artifact) {
        plant(artifact, PLANTED.getBytes(StandardCharsets.UTF_8));
    }

    String plant(ArtifactName artifact, byte[] content) {
        String key = keyOf(artifact);
        store().put(key, content);
        planted.add(key);
        return key;
    }

    void plantAt(String key) {
        store().put(key, PLANTED);
        planted.add(key);
    }

    void remove(ArtifactName artifact) {
        store().remove(keyOf(artifact));
        planted.remove(keyOf(artifact));
    }

    void alter(ArtifactName artifact) {
        store().put(keyOf(artifact), PLANTED);
    }

    // --- the ledger, as a crashed worker left it

    /** The evidence of a run that passed, to be changed. */
    ForgedEvidence evidence() {
        return new ForgedEvidence(this, platform.model());
    }

    void crashAtStart(int times) {
        platform.crashedWorker().crashAtStart(request(), times);
    }

    void crashAfterPlan(ForgedEvidence evidence) {
        platform.crashedWorker().crashAfterPlan(request(), evidence);
    }

    void crashBeforeGate(ForgedEvidence evidence) {
        platform.crashedWorker().crashBeforeGate(request(), evidence);
    }

    void crashBeforePublishing(ForgedEvidence evidence) {
        platform.crashedWorker().crashBeforePublishing(request(), evidence);
    }

    void failPublishing(ForgedEvidence evidence) {
        platform.crashedWorker().failPublishing(request(), evidence);
    }

    void failPublishingTwice(ForgedEvidence evidence) {
        platform.crashedWorker().failPublishingTwice(request(), evidence);
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
            object.forEach(NegativeScenario::dropNulls);
        }
    }
}

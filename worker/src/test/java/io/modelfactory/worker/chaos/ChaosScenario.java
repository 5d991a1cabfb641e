package io.modelfactory.worker.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.request.PublishOverrideRequest;
import io.modelfactory.worker.request.PublishRetryRequest;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.signing.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One execution of a {@link ScenarioScript} in an environment: its requests, its run, and what blocks its publication.
 */
final class ChaosScenario {
    static final String CREDIT_GOVERNANCE = "governance_profile_credit_v0.yaml";
    static final String CREDIT_DATA = "dm_credit";
    private static final String OPERATOR = "HUMAN::operator";

    private final ChaosEnvironment environment;
    private final String id;
    private final long repeatsBefore;
    private final Map<String, Set<String>> expectedStatuses = new LinkedHashMap<>();
    private final Set<String> done = new HashSet<>();
    private Optional<String> runKey = Optional.empty();

    /** @param id sets the requests and the run apart from all others */
    ChaosScenario(ChaosEnvironment environment, String id) {
        this.environment = environment;
        this.id = id;
        this.repeatsBefore = environment.topicObserver().duplicateCount();
    }

    ChaosEnvironment environment() {
        return environment;
    }

    /** Empty if all requests of the scenario are refused. */
    Optional<String> runKey() {
        return runKey;
    }

    /** The statuses that may answer each request sent so far, by request id. */
    Map<String, Set<String>> expectedStatuses() {
        return expectedStatuses;
    }

    /** Accepts this status as an answer to every request as well. */
    void allowStatus(String status) {
        expectedStatuses.replaceAll((requestId, statuses) ->
                Stream.concat(statuses.stream(), Stream.of(status)).collect(Collectors.toSet()));
    }

    /** Blocks publications of the run. */
    PublicationBlocker publicationBlocker() {
        return new PublicationBlocker(environment.storeRoot());
    }

    /** True the first time. */
    boolean once(String what) {
        return done.add(what);
    }

    boolean isAnswered(String name) {
        return environment.ledger().isAnswered(List.of(requestId(name)));
    }

    boolean runHas(String eventType) {
        return history().stream().anyMatch(event -> event.type().equals(eventType));
    }

    /** Whether every request is answered, every message sent, and no work left. */
    boolean isComplete() {
        // A consumed request is in the ledger before its offset is committed, so the ledger is queried last.
        return environment.ledger().isAnswered(expectedStatuses.keySet())
                && environment.topicObserver().allRequestsCommitted()
                && environment.ledger().isQuiet();
    }

    /** The run's history so far; empty if there is no run. */
    List<LedgerView.Event> history() {
        return runKey.map(key -> environment.ledger().events(key)).orElse(List.of());
    }

    /** Messages that were received more than once since the scenario began. */
    long duplicateMessages() {
        return environment.topicObserver().duplicateCount() - repeatsBefore;
    }

    /** A request for a run on the credit data, answered by one of the statuses. */
    void build(String name, boolean publishAllowed, String... statuses) {
        buildUnder(name, publishAllowed, CREDIT_GOVERNANCE, CREDIT_DATA, statuses);
    }

    /** As {@link #build}, under another governance profile or on another dataset. */
    void buildUnder(String name, boolean publishAllowed, String governance, String datasetId, String... statuses) {
        TrainBuildRequest request = request(name, publishAllowed, governance, datasetId);
        runKey = Optional.of(RunIdentity.of(request).runKey());
        send(name, JobRequestMessages.trainBuild(request, configuration().runConfigDigest(), Instant.now()), statuses);
    }

    /** As {@link #build}, with other inputs. */
    void buildOf(String name, Consumer<ObjectNode> inputs, String... statuses) {
        ObjectNode document = document(name, true, CREDIT_GOVERNANCE, CREDIT_DATA);
        inputs.accept(document);
        TrainBuildRequest request = TrainBuildRequestReader.read(document);
        runKey = Optional.of(RunIdentity.of(request).runKey());
        send(name, JobRequestMessages.trainBuild(request, configuration().runConfigDigest(), Instant.now()), statuses);
    }

    void retryPublication(String name, String... statuses) {
        PublishRetryRequest retry = new PublishRetryRequest(runKey.orElseThrow(), "the registry is repaired");
        send(
                name,
                JobRequestMessages.publishRetry(
                        requestId(name),
                        retry,
                        ChaosEnvironment.PLATFORM_RUN_ID,
                        OPERATOR,
                        configuration().runConfigDigest(),
                        Instant.now()),
                statuses);
    }

    /** Signed, as every override is. */
    void overrideGate(String name, String... statuses) {
        PublishOverrideRequest override = new PublishOverrideRequest(runKey.orElseThrow(), "seen by the committee");
        send(
                name,
                JobRequestMessages.publishOverride(
                        requestId(name),
                        override,
                        ChaosEnvironment.PLATFORM_RUN_ID,
                        OPERATOR,
                        configuration().runConfigDigest(),
                        Instant.now()),
                Optional.of(ChaosEnvironment.KEY.signingKey()),
                statuses);
    }

    /** A request that breaks its contract. */
    void sendInvalidRequest(String name) {
        TrainBuildRequest request = request(name, true, CREDIT_GOVERNANCE, CREDIT_DATA);
        MfJobRequest message =
                JobRequestMessages.trainBuild(request, configuration().runConfigDigest(), Instant.now());
        message.getTrainBuild().put("intent_kind", "guess");
        send(name, message, "FAILED");
    }

    void sendUndecodableRecord() {
        byte[] garbage = id.getBytes(StandardCharsets.UTF_8);
        try (Producer<byte[], byte[]> producer = KafkaClientFactory.of(
                        configuration().profile().wiring().kafka())
                .producer()) {
            producer.send(new ProducerRecord<>(
                            configuration().profile().wiring().kafka().topics().requests(), null, garbage))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String ownDatasetId() {
        return "dm_" + id.replaceAll("[^a-z0-9]", "_");
    }

    private void send(String name, MfJobRequest message, String... statuses) {
        send(name, message, Optional.empty(), statuses);
    }

    private void send(String name, MfJobRequest message, Optional<SigningKey> key, String... statuses) {
        expectedStatuses.put(requestId(name), Set.of(statuses));
        try (RequestSender sender = RequestSender.of(configuration(), key)) {
            sender.send(message);
        }
    }

    private String requestId(String name) {
        return "chaos." + id + "." + name;
    }

    private Configuration configuration() {
        return environment.configuration();
    }

    private TrainBuildRequest request(String name, boolean publishAllowed, String governance, String datasetId) {
        return TrainBuildRequestReader.read(document(name, publishAllowed, governance, datasetId));
    }

    private ObjectNode document(String name, boolean publishAllowed, String governance, String datasetId) {
        ObjectNode request = RequestFixture.trainBuild()
                .put("request_id", requestId(name))
                .put("platform_run_id", ChaosEnvironment.PLATFORM_RUN_ID)
                .put("config_revision", id)
                .put("publish_allowed", publishAllowed)
                .put("training_config_ref", ChaosEnvironment.profileRef("training_profile_credit_v0.yaml"))
                .put("governance_profile_ref", ChaosEnvironment.profileRef(governance));
        // Verdicts on the same test rows are numbered by slot, and the number is in the receipt: a run of its own slot
        // is
        // always the first, as in the reference.
        request.withObject("target_scope").put("bundle_slot", id);
        request.putArray("dataset_manifest_refs")
                .add(ChaosEnvironment.PLATFORM_RUN_ID + "/ofs/manifests/" + datasetId + ".json");
        return request;
    }
}

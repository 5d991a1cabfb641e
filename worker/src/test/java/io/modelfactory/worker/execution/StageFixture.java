package io.modelfactory.worker.execution;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.artifact.folder.ReadableRoots;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.gate.GateStage;
import io.modelfactory.worker.ledger.EvidenceAuditRecorder;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.receipt.ReceiptArchiveReader;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import io.modelfactory.worker.publish.EvidenceChain;
import io.modelfactory.worker.publish.PublishStage;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import io.modelfactory.worker.signing.Signer;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One small factory: a ledger, a store with the credit data in it, and the stages of a run. */
public final class StageFixture implements AutoCloseable {
    public static final String RUN = "platform_20260210T141900Z";

    public static final Path PROFILES =
            Path.of("..", "config", "mf").toAbsolutePath().normalize();

    /**
     * The release that all requests ask for. A run's seed depends on it, and on the references of the profiles: were it
     * the one that is built, every commit would train other models.
     */
    private static final String RELEASE = "git:" + "0".repeat(40);

    private static final TrainerRegistry ALGORITHMS = TrainerRegistry.discover();
    private static final String DIGEST = "d".repeat(64);
    private static final Duration LEASE = Duration.ofSeconds(30);
    static final int ATTEMPTS = 3;
    private static final String REGISTRY_EVENTS = "registry-events";
    private static final String PROFILES_KEY = "profiles";

    public final Path storeRoot;
    public final RunLedger ledger;
    final EvidenceAuditRecorder audits;
    final BuildStage buildStage;
    final GateStage gateStage;
    final TrainPlanResolver resolver;
    RunExecutor executor;
    PublishStage publishStage;
    final EvidenceChain evidenceChain;
    final RunWorkerSettings settings;
    final FaultInjectingStore store;
    private final LedgerDatabase database = LedgerDatabase.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private RunObserver observer = RunObserver.none();
    private final String manifestRef;
    private final Function<Signer, PublishStage> publishStageFactory;
    private final BiFunction<RunLedger, PublishStage, RunExecutor> executorFactory;

    public StageFixture(Path folder, int threads) throws IOException {
        this(folder, new InProcessBuildExecutor(ALGORITHMS, folder.resolve("scratch"), threads, "500MB"));
    }

    /** @param builder does its builds */
    public StageFixture(Path folder, BuildExecutor builder) throws IOException {
        storeRoot = folder.resolve("store");
        copyProfiles(storeRoot.resolve(PROFILES_KEY));
        manifestRef = LocalDatasets.credit(new DatasetTarget(storeRoot, RUN, "dm_credit"))
                .manifestKey();
        ledger = ledger("release", DIGEST);
        audits = new EvidenceAuditRecorder(database.dataSource(), "worker");
        store = new FaultInjectingStore(new LocalArtifactStore(storeRoot));
        JsonSchemas schemas = new JsonSchemas();
        DocumentStore documents = new DocumentStore(store, schemas);
        resolver = new TrainPlanResolver(store, documents, schemas, ReadableRoots.of(List.of()));
        WorkerMeters workerMeters = new WorkerMeters(meters);
        buildStage = new BuildStage(
                store, documents, resolver, ALGORITHMS, builder, folder.resolve("scratch"), workerMeters);
        settings = new RunWorkerSettings(
                "worker", 1, LEASE, Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(1));
        gateStage = new GateStage(documents, resolver);
        evidenceChain = new EvidenceChain(store, documents);
        publishStageFactory = signer -> new PublishStage(store, documents, ALGORITHMS, signer);
        executorFactory = (books, publish) ->
                new RunExecutor(books, audits, buildStage, gateStage, publish, settings, workerMeters, observer);
        publishStage = publishStageFactory.apply(Signer.unsigned());
        executor = executorFactory.apply(ledger, publishStage);
    }

    /** Has this observer notified from now on. */
    void observe(RunObserver watching) {
        observer = watching;
        executor = executorFactory.apply(ledger, publishStage);
    }

    /** Signs what is published from now on. */
    public void signWith(Signer signer) {
        publishStage = publishStageFactory.apply(signer);
        executor = executorFactory.apply(ledger, publishStage);
    }

    /** As {@link #signWith}, by a worker that says in the ledger which key it signs with, as every real one does. */
    public void signAndSaySo(Signer signer) {
        publishStage = publishStageFactory.apply(signer);
        WorkerIdentity worker = identity(
                "release", DIGEST, signer.key().map(key -> key.verificationKey().id()));
        executor = executorFactory.apply(ledger(worker), publishStage);
    }

    /** Works until nothing is left to claim, by a worker of another release, configuration or key. */
    void executeAllAs(WorkerIdentity worker) {
        RunLedger books = ledger(worker);
        RunExecutor other = executorFactory.apply(books, publishStage);
        Optional<ClaimedRun> claimed = books.claim("other", LEASE);
        while (claimed.isPresent()) {
            other.execute(claimed.get(), () -> true, RunProgressListener.none());
            claimed = books.claim("other", LEASE);
        }
    }

    /** A worker that signs by this key. */
    static WorkerIdentity identity(String release, String runConfigDigest, Optional<String> signingKeyId) {
        return new WorkerIdentity(
                "stream", release, "policy", "r1", runConfigDigest, release, signingKeyId, Json.object());
    }

    /** The same ledger as a worker sees it that was rolled out later. */
    RunLedger ledgerOfNextRelease() {
        return ledger("next-release", "e".repeat(64));
    }

    private RunLedger ledger(String release, String runConfigDigest) {
        return ledger(new WorkerIdentity("stream", release, "policy", "r1", runConfigDigest, "worker"));
    }

    private RunLedger ledger(WorkerIdentity worker) {
        return new RunLedger(
                database.dataSource(),
                new LedgerSettings(worker, "run-events", REGISTRY_EVENTS, "control", ATTEMPTS, 2));
    }

    /** The shipped training profile of the credit data, without what it says at its end: calibration and reasons. */
    public static String plainCreditProfile() throws IOException {
        String shipped = Files.readString(PROFILES.resolve("training_profile_credit_v0.yaml"));
        return shipped.substring(0, shipped.indexOf("# Two numbers, fitted to"))
                .replaceFirst("(?s)  # With more of these.*?\\n\\n", "\n");
    }

    /** Where the store has a shipped profile: the same in every checkout. */
    public static String profileRef(String name) {
        return PROFILES_KEY + "/" + name;
    }

    private static void copyProfiles(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> shipped = Files.newDirectoryStream(PROFILES, "{training,governance}_profile_*")) {
            for (Path profile : shipped) {
                Files.copy(profile, folder.resolve(profile.getFileName()));
            }
        }
    }

    /** Submits a request for the credit data; gives the run it converges on. */
    public String submitTrainBuild(String requestId, boolean publishAllowed) {
        return submitTrainBuild(requestId, publishAllowed, document -> {});
    }

    /** As above, for another requester. */
    String submitTrainBuild(String requestId, boolean publishAllowed, String requester) {
        return submitTrainBuild(requestId, publishAllowed, document -> document.put("requester_principal", requester));
    }

    /** As above, to be judged by another profile. */
    public String submitTrainBuildWithProfile(String governanceProfile, String requestId, boolean publishAllowed) {
        return submitTrainBuild(
                requestId,
                publishAllowed,
                document -> document.put("governance_profile_ref", profileRef(governanceProfile)));
    }

    /** A request for the credit data by other profiles, whose result may be published. */
    public String submitTrainBuildWithProfiles(String requestId, String trainingRef, String governanceRef) {
        return submitTrainBuild(
                requestId,
                true,
                document ->
                        document.put("training_config_ref", trainingRef).put("governance_profile_ref", governanceRef));
    }

    /** As above, with another input. */
    public String submitTrainBuild(String requestId, boolean publishAllowed, Consumer<ObjectNode> changes) {
        ObjectNode document = RequestFixture.trainBuild()
                .put("request_id", requestId)
                .put("platform_run_id", RUN)
                .put("publish_allowed", publishAllowed)
                .put("mf_code_release_id", RELEASE)
                .put("training_config_ref", profileRef("training_profile_credit_v0.yaml"))
                .put("governance_profile_ref", profileRef("governance_profile_credit_v0.yaml"));
        document.putArray("dataset_manifest_refs").add(manifestRef);
        changes.accept(document);
        TrainBuildRequest request = TrainBuildRequestReader.read(document);
        RunIdentity identity = RunIdentity.of(request);
        submit(new IntakeEntry.TrainBuildEntry(
                requestId,
                RunIdentity.payloadHash(request),
                identity.runKey(),
                identity.trainRunKey(),
                RUN,
                request.targetScope().scopeKey(),
                request.requesterPrincipal(),
                request.toJson(),
                publishAllowed,
                0,
                Optional.empty()));
        return identity.runKey();
    }

    SubmissionOutcome submitPublishRetry(String requestId, String runKey) {
        return submit(new IntakeEntry.PublishRetryEntry(
                requestId, DIGEST, runKey, "because", RUN, "HUMAN::operator", Optional.empty()));
    }

    ClaimedRun claim() {
        return ledger.claim("worker", LEASE).orElseThrow();
    }

    /** A claim by a worker that dies at once: its lease is over before it has begun. */
    ClaimedRun claimWithExpiredLease() {
        return ledger.claim("dying", Duration.ZERO).orElseThrow();
    }

    /** Executes a run until it has ended or was released. */
    void execute(ClaimedRun claimed) {
        executor.execute(claimed, () -> true, RunProgressListener.none());
    }

    /** Works until nothing is left to claim. */
    public void executeAll() {
        Optional<ClaimedRun> claimed = ledger.claim("worker", LEASE);
        while (claimed.isPresent()) {
            execute(claimed.get());
            claimed = ledger.claim("worker", LEASE);
        }
    }

    /** Executes all runs until they have ended, waiting for those that are to be retried. */
    public void executeUntilFinished(String... runKeys) {
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            executeAll();
            return Stream.of(runKeys).allMatch(runKey -> run(runKey).finished());
        });
    }

    /** Forges a document and the ledger's reference to it. */
    public void replaceDocument(RunRecord run, String name, UnaryOperator<JsonNode> change) throws IOException {
        ArtifactRef before = Objects.requireNonNull(run.refs().get(name), name);
        Path file = storeRoot.resolve(before.ref());
        byte[] after = CanonicalJson.bytes(change.apply(Json.parse(Files.readAllBytes(file))));
        Files.write(file, after);
        String ref = CanonicalJson.text(Json.tree(ArtifactRef.of(before.ref(), after)));
        database.sql()
                .useHandle(handle -> handle.execute(
                        "UPDATE mf_run SET refs = jsonb_set(refs, ARRAY[?], ?::jsonb) WHERE run_key = ?",
                        name,
                        ref,
                        run.runKey()));
    }

    public RunRecord run(String runKey) {
        return ledger.find(runKey).orElseThrow();
    }

    /** The status of the receipt that a request was answered with; empty if it still waits for one. */
    Optional<String> receiptStatus(String requestId) {
        return ledger.request(requestId).orElseThrow().receiptStatus().map(ReceiptStatus::name);
    }

    List<RunEventType> eventTypes(String runKey) {
        return ledger.events(runKey).stream().map(RunEvent::type).toList();
    }

    /** The ids of the lifecycle events that are to be sent. */
    List<String> lifecycleEventIds() {
        return database.sql()
                .withHandle(sql -> sql.createQuery(
                                "SELECT headers ->> 'ce_id' FROM mf_outbox WHERE topic = :topic ORDER BY id")
                        .bind("topic", REGISTRY_EVENTS)
                        .mapTo(String.class)
                        .list());
    }

    /** From now on the database cannot take audits, as if it were being restarted at every one. */
    void refuseAudits() {
        database.sql().useHandle(sql -> sql.execute("""
            CREATE FUNCTION refuse_audit() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'no audit now' USING ERRCODE = '57P01'; END $$;
            CREATE TRIGGER refuse_audit BEFORE INSERT ON mf_evidence_audit FOR EACH ROW EXECUTE FUNCTION
                refuse_audit()
            """));
    }

    void acceptAudits() {
        database.sql().useHandle(sql -> sql.execute("DROP TRIGGER refuse_audit ON mf_evidence_audit"));
    }

    /** Where an object of the store lies. */
    Path file(String key) {
        return storeRoot.resolve(key);
    }

    /** Where something that the run has written lies. */
    Path file(String runKey, ArtifactName name) {
        return file(new Evidence(run(runKey).refs()).require(name).ref());
    }

    /** Where the ledger is, for those who open it themselves. */
    public String databaseUrl() {
        return database.url();
    }

    /** Writes the receipts of answered requests to the store. */
    public void archiveReceipts() {
        ReceiptArchiveReader receipts = new ReceiptArchiveReader(database.dataSource());
        receipts.archiveNext(100, batch -> {
            batch.forEach(receipt -> store.write(
                    receipt.key(), CanonicalJson.bytes(receipt.document()), FailureCode.WORKER_RUNTIME_ERROR));
            return batch;
        });
    }

    /** How often the execution has met a fault of an external dependency. */
    double faultCount() {
        return meters.get("mf.faults").tag("source", "execution").counter().count();
    }

    /** A worker pool of two threads on this factory. */
    RunWorkerPool workerPool(Duration lease, Duration heartbeat) {
        return workerPool(
                new RunWorkerSettings("worker", 2, lease, heartbeat, Duration.ofMillis(20), Duration.ofMillis(1)));
    }

    RunWorkerPool workerPool(RunWorkerSettings chosen) {
        return new RunWorkerPool(
                ledger,
                audits,
                buildStage,
                gateStage,
                publishStage,
                chosen,
                new WorkerMeters(meters),
                RunObserver.none(),
                (thread, death) -> {
                    throw new AssertionError(death);
                });
    }

    /** How often models were trained. */
    long trainingCount() {
        var timer = meters.find("mf.stage.duration").tag("stage", "train").timer();
        return timer == null ? 0 : timer.count();
    }

    public SubmissionOutcome submit(IntakeEntry entry) {
        return ledger.submit(List.of(entry)).get(0);
    }

    @Override
    public void close() {
        store.close();
        database.close();
    }
}

package io.modelfactory.worker.negative;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.runtime.Clients;
import io.modelfactory.worker.app.runtime.Databases;
import io.modelfactory.worker.app.runtime.JobRequests;
import io.modelfactory.worker.app.runtime.PlatformFixture;
import io.modelfactory.worker.app.runtime.Serdes;
import io.modelfactory.worker.app.runtime.Worker;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.artifact.LocalArtifactStore;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.LauncherPolicy;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.FailureCategory;
import io.modelfactory.worker.ledger.LedgerMigrations;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.RunRecord;
import io.modelfactory.worker.ledger.RunState;
import io.modelfactory.worker.ledger.WorkerIdentity;
import io.modelfactory.worker.publish.PublishStage;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TargetScope;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.PinnedPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;
import org.jdbi.v3.core.Jdbi;

/** The platform that the matrix is played on, one configuration for all workers on it, and hands to reach into it. */
final class MatrixPlatform implements AutoCloseable {
    static final String RUN = "platform_20260210T141900Z";

    /** As strict as a worker can be, so that one configuration lets every refusal happen; and impatient. */
    private static final String LAUNCHER_POLICY = """
            policy_id: mf.launcher_policy.matrix
            revision: r1
            launcher:
              max_publish_retry_attempts: 1
              max_full_run_attempts: 2
              request_poll_seconds: 0.2
              request_batch_limit: 500
              max_message_bytes: 65536
              retry_backoff_seconds: 0.05
            """;

    static final String TRAINING_PROFILE = """
            policy_id: mf.training.matrix
            revision: r1
            feature_definition_set: {feature_set_id: matrix_core, feature_set_version: v1}
            expected_manifest_schema_version: learning.dataset_manifest.v0
            split_strategy: stratified_random
            split_fractions: {train: 0.6, validation: 0.2, test: 0.2}
            seed_policy: {recipe: mf.stage_seed.v1, base_seed: 41}
            leakage: {expected_label_rule: observed_time<=label_asof_utc}
            algorithm_id: xgboost_hist
            hyper_parameters: {rounds: 5, max_depth: 3}
            evaluation: {decision_threshold: 0.5}
            """;

    private static final String GOVERNANCE_PROFILE = """
            policy_id: mf.governance.matrix
            revision: r1
            eval_thresholds: {min_auc_roc: 0.6}
            """;

    private static final String TRAINING_REF = "profiles/training.yaml";
    private static final String GOVERNANCE_REF = "profiles/governance.yaml";
    private static final String LENDER = "mf.negative.lender";

    private final PlatformFixture fixture = new PlatformFixture();
    private final Configuration configuration = strictConfiguration(fixture);
    private final StoreFiles store = new StoreFiles(fixture.storeRoot());
    private final ArtifactStore artifacts = new LocalArtifactStore(store.root());
    private final DocumentStore documents = new DocumentStore(artifacts, PlatformFixture.SCHEMAS);
    private final HikariDataSource database;
    private final RunLedger ledger;
    private final Predecessor predecessor;
    private final Producer<byte[], byte[]> producer;
    private final Serializer<Object> serializer;
    private final String manifestRef;

    MatrixPlatform() {
        Wiring wiring = configuration.profile().wiring();
        database = Databases.connect(wiring.database());
        LedgerMigrations.migrate(database);
        ledger = new RunLedger(database, ledgerSettings());
        predecessor = new Predecessor(ledger);
        producer = Clients.of(wiring.kafka()).producer();
        serializer = new Serdes(wiring.schemaRegistry()).serializer();
        store.put(TRAINING_REF, TRAINING_PROFILE);
        store.put(GOVERNANCE_REF, GOVERNANCE_PROFILE);
        manifestRef = SmallDataset.named("dm_sound").writeTo(store, RUN);
    }

    private static Configuration strictConfiguration(PlatformFixture fixture) {
        try {
            Path policy = Files.writeString(Files.createTempFile("launcher", ".yaml"), LAUNCHER_POLICY);
            fixture.environment().put("MF_PLATFORM_RUN_ID", RUN);
            return fixture.configuration(
                    shipped -> shipped.replace("config/mf/launcher_policy_v0.yaml", policy.toString())
                            .replace("require_run_config_digest: false", "require_run_config_digest: true")
                            .replace("concurrency: 1", "concurrency: 2")
                            .replace("threads: 0", "threads: 1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LedgerSettings ledgerSettings() {
        Wiring.Topics topics = configuration.profile().wiring().kafka().topics();
        LauncherPolicy launcher = configuration.launcherPolicy();
        return new LedgerSettings(
                new WorkerIdentity(
                        configuration.profile().policy().streamId(),
                        configuration.profile().policy().serviceReleaseId(),
                        launcher.policyId(),
                        launcher.revision(),
                        configuration.runConfigDigest(),
                        "predecessor"),
                topics.runEvents(),
                topics.registryEvents(),
                launcher.maxFullRunAttempts(),
                launcher.maxPublishRetryAttempts());
    }

    Configuration configuration() {
        return configuration;
    }

    StoreFiles store() {
        return store;
    }

    RunLedger ledger() {
        return ledger;
    }

    Predecessor predecessor() {
        return predecessor;
    }

    /** For what only the tables tell. */
    Jdbi sql() {
        return Jdbi.create(database);
    }

    /** Where the runs stand whose work is identified by this revision. */
    List<RunState> statesOfRevision(String configRevision) {
        return column("SELECT state FROM mf_run WHERE request ->> 'config_revision' = :wanted", configRevision).stream()
                .map(RunState::valueOf)
                .toList();
    }

    FailureCategory failureCategory(String runKey) {
        return FailureCategory.valueOf(column("SELECT failure_category FROM mf_run WHERE run_key = :wanted", runKey)
                .get(0));
    }

    /** Statuses of the requests whose receipt is kept under this key. */
    List<String> answersUnder(String receiptKey) {
        return column("SELECT receipt_status FROM mf_request WHERE receipt_key = :wanted", receiptKey);
    }

    long messagesSetAside() {
        return sql().withHandle(
                        handle -> handle.createQuery("SELECT count(*) FROM mf_outbox WHERE set_aside_at IS NOT NULL")
                                .mapTo(Long.class)
                                .one());
    }

    private List<String> column(String query, String wanted) {
        return sql().withHandle(handle -> handle.createQuery(query)
                .bind("wanted", wanted)
                .mapTo(String.class)
                .list());
    }

    Worker startWorker() {
        return Worker.start(configuration, PlatformFixture.SCHEMAS);
    }

    /** A request that is trained and published; its work is identified by the revision. */
    MfJobRequest soundRequest(String requestId, String configRevision) {
        var document = RequestFixture.trainBuild()
                .put("request_id", requestId)
                .put("platform_run_id", RUN)
                .put("training_config_ref", TRAINING_REF)
                .put("governance_profile_ref", GOVERNANCE_REF)
                .put("config_revision", configRevision);
        document.putArray("dataset_manifest_refs").add(manifestRef);
        return JobRequests.trainBuild(
                TrainBuildRequestReader.read(document), configuration.runConfigDigest(), Instant.now());
    }

    /** The run whose evidence others borrow: it passes and is not published. */
    MfJobRequest lendersRequest() {
        MfJobRequest request = soundRequest(LENDER, LENDER);
        request.getTrainBuild().put("publish_allowed", false);
        return request;
    }

    RunRecord lender() {
        String runKey = ledger.request(LENDER).orElseThrow().runKey().orElseThrow();
        return ledger.find(runKey).orElseThrow();
    }

    /** Publishes the lender's run without the worker's doing. */
    void publishLenderFor(TargetScope scope) {
        RunRecord run = lender();
        new PublishStage(artifacts, documents)
                .publish(new PublishStage.PassedRun(
                        RUN, run.runKey(), scope, run.executionStartedAt().orElseThrow(), new Evidence(run.refs())));
    }

    String keyOf(Name artifact, RunIdentity run) {
        String runKey = run.runKey();
        return switch (artifact) {
            case RESOLVED_TRAIN_PLAN -> ArtifactKeys.resolvedTrainPlan(RUN, runKey);
            case EXECUTION_RECORD -> ArtifactKeys.executionRecord(RUN, runKey);
            case MODEL -> ArtifactKeys.model(RUN, runKey);
            case MODEL_ARTIFACT -> ArtifactKeys.modelDescriptor(RUN, runKey);
            case SCORING_SAMPLE -> ArtifactKeys.scoringSample(RUN, runKey);
            case EVAL_REPORT -> ArtifactKeys.evalReport(RUN, runKey, run.evalReportId());
            case EVIDENCE_PACK -> ArtifactKeys.evidencePack(RUN, runKey);
            case EXECUTION_RECEIPT -> ArtifactKeys.executionReceipt(RUN, runKey);
            case GATE_RECEIPT -> ArtifactKeys.gateReceipt(RUN, runKey);
            case PUBLISH_ELIGIBILITY -> ArtifactKeys.publishEligibility(RUN, runKey);
            case BUNDLE_PUBLICATION -> ArtifactKeys.bundlePublication(RUN, runKey);
            case PUBLISH_HANDSHAKE_RECEIPT -> ArtifactKeys.publishHandshakeReceipt(RUN, runKey);
            case COMPLETION_MARKER -> ArtifactKeys.completionMarker(RUN, runKey);
            case REGISTRY_RECORD, REGISTRY_EVENT ->
                throw new IllegalArgumentException(artifact + " lies under the bundle's key, not under the run's");
        };
    }

    BundleIdentity bundleOf(String runKey) {
        Evidence evidence = new Evidence(ledger.find(runKey).orElseThrow().refs());
        PinnedPlan plan = PinnedPlan.read(documents, evidence.require(Name.RESOLVED_TRAIN_PLAN));
        return BundleIdentity.of(
                new BundleIdentity.Content(
                        runKey,
                        plan.manifestDigests(),
                        plan.trainingProfile().sha256(),
                        plan.governanceProfile().sha256(),
                        evidence.require(Name.MODEL).sha256(),
                        evidence.require(Name.EVAL_REPORT).sha256(),
                        evidence.require(Name.GATE_RECEIPT).sha256()),
                plan.text("policy_revision"),
                plan.text("config_revision"));
    }

    /** In the wire format, whatever the record is. */
    byte[] encoded(SpecificRecordBase record) {
        return serializer.serialize(record.getSchema().getName(), record);
    }

    RecordMetadata send(MfJobRequest message) {
        return send(serializer.serialize(requestTopic(), message));
    }

    /** All under one key, so that a partition keeps them in their order. */
    RecordMetadata send(byte[] record) {
        try {
            byte[] key = RUN.getBytes(StandardCharsets.UTF_8);
            return producer.send(new ProducerRecord<>(requestTopic(), key, record))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take a record", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending", e);
        }
    }

    private String requestTopic() {
        return configuration.profile().wiring().kafka().topics().requests();
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
        artifacts.close();
        database.close();
        fixture.close();
    }
}

package io.modelfactory.worker.negative;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.LauncherPolicy;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import io.modelfactory.worker.ledger.schema.LedgerMigrations;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.PinnedPlan;
import io.modelfactory.worker.signing.RequestSignature;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serializer;

/** The platform of the matrix, with access to its store, ledger and topics. */
final class NegativeEnvironment implements AutoCloseable {
    static final String PLATFORM_RUN_ID = "platform_20260210T141900Z";

    private static final String TRAINING_REF = "profiles/training.yaml";
    private static final String GOVERNANCE_REF = "profiles/governance.yaml";
    private static final String TEMPLATE_RUN = "mf.negative.model";

    private final PlatformFixture fixture = new PlatformFixture();
    private final Configuration configuration = StrictPolicies.strict(fixture);
    private final Configuration outsideConfiguration = StrictPolicies.outsideItsBoundaries(fixture);
    private final RawStoreFiles store = new RawStoreFiles(fixture.storeRoot());
    private final ArtifactStore artifacts = new LocalArtifactStore(store.root());
    private final DocumentStore documents = new DocumentStore(artifacts, PlatformFixture.SCHEMAS);
    private final HikariDataSource database;
    private final RunLedger ledger;
    private final LedgerQueries ledgerQueries;
    private final CrashedWorker crashedWorker;
    private final Producer<byte[], byte[]> producer;
    private final Serializer<Object> serializer;
    private final String manifestRef;

    NegativeEnvironment() {
        Wiring wiring = configuration.profile().wiring();
        database = DatabaseFactory.connect(wiring.database(), wiring.lease().idleTransactionTimeout());
        LedgerMigrations.migrate(database);
        ledger = new RunLedger(database, ledgerSettings());
        ledgerQueries = new LedgerQueries(database);
        crashedWorker = new CrashedWorker(ledger);
        producer = KafkaClientFactory.of(wiring.kafka()).producer();
        serializer = new SerdeFactory(wiring.schemaRegistry()).serializer();
        store.put(TRAINING_REF, StrictPolicies.TRAINING);
        store.put(GOVERNANCE_REF, StrictPolicies.GOVERNANCE);
        manifestRef = SmallDataset.named("dm_sound").writeTo(store, PLATFORM_RUN_ID);
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
                topics.control(),
                launcher.maxFullRunAttempts(),
                launcher.maxPublishRetryAttempts());
    }

    Configuration configuration() {
        return configuration;
    }

    /** The configuration of a worker that is outside its boundaries. */
    Configuration outsideConfiguration() {
        return outsideConfiguration;
    }

    RawStoreFiles store() {
        return store;
    }

    RunLedger ledger() {
        return ledger;
    }

    CrashedWorker crashedWorker() {
        return crashedWorker;
    }

    LedgerQueries ledgerQueries() {
        return ledgerQueries;
    }

    Worker startWorker(Configuration of) {
        return Worker.start(of, PlatformFixture.SCHEMAS);
    }

    /** A request that is trained and published; its work is identified by the revision. */
    MfJobRequest validRequest(String requestId, String configRevision) {
        var document = RequestFixture.trainBuild()
                .put("request_id", requestId)
                .put("platform_run_id", PLATFORM_RUN_ID)
                .put("training_config_ref", TRAINING_REF)
                .put("governance_profile_ref", GOVERNANCE_REF)
                .put("config_revision", configRevision);
        document.putArray("dataset_manifest_refs").add(manifestRef);
        return JobRequestMessages.trainBuild(
                TrainBuildRequestReader.read(document), configuration.runConfigDigest(), Instant.now());
    }

    /** The run whose evidence is copied: it passes and is not published. */
    MfJobRequest modelRequest() {
        MfJobRequest request = validRequest(TEMPLATE_RUN, TEMPLATE_RUN);
        request.getTrainBuild().put("publish_allowed", false);
        return request;
    }

    RunRecord model() {
        String runKey = ledger.request(TEMPLATE_RUN).orElseThrow().runKey().orElseThrow();
        return ledger.find(runKey).orElseThrow();
    }

    BundleIdentity bundleOf(String runKey) {
        Evidence evidence = new Evidence(ledger.find(runKey).orElseThrow().refs());
        PinnedPlan plan = PinnedPlan.read(documents, evidence.require(ArtifactName.RESOLVED_TRAIN_PLAN));
        return BundleIdentity.of(
                new BundleIdentity.Content(
                        runKey,
                        plan.manifestDigests(),
                        plan.trainingProfile().sha256(),
                        plan.governanceProfile().sha256(),
                        evidence.require(ArtifactName.MODEL).sha256(),
                        evidence.require(ArtifactName.EVAL_REPORT).sha256(),
                        evidence.require(ArtifactName.GATE_RECEIPT).sha256()),
                plan.text("policy_revision"),
                plan.text("config_revision"));
    }

    /** Encodes any record in the wire format. */
    byte[] encoded(SpecificRecordBase record) {
        return serializer.serialize(record.getSchema().getName(), record);
    }

    RecordMetadata send(MfJobRequest message) {
        return send(serializer.serialize(requestTopic(), message));
    }

    RecordMetadata send(MfJobRequest message, Optional<String> signature) {
        return send(serializer.serialize(requestTopic(), message), signature);
    }

    RecordMetadata send(byte[] record) {
        return send(record, Optional.empty());
    }

    /** All records have one key, so that their order is kept. */
    private RecordMetadata send(byte[] value, Optional<String> signature) {
        try {
            byte[] key = PLATFORM_RUN_ID.getBytes(StandardCharsets.UTF_8);
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(requestTopic(), key, value);
            signature.ifPresent(
                    text -> record.headers().add(RequestSignature.HEADER, text.getBytes(StandardCharsets.US_ASCII)));
            return producer.send(record).get();
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

package io.modelfactory.worker.closure;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.DatasetReady;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.local.simulate.WrittenDataset;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.registry.ApicurioRegistry;
import io.modelfactory.worker.registry.RegistryAdminClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The whole platform around one worker: the schemas are registered from their files, the worker may register none, and
 * the only thing that is ever asked of it is an announcement of the feature plane's.
 */
final class GoldenFlow implements AutoCloseable {
    static final Path AVRO_SCHEMAS = Path.of("..", "contracts", "src", "main", "avro");
    static final Path JSON_SCHEMAS =
            Path.of("..", "contracts", "src", "main", "resources", "io", "modelfactory", "contracts", "schemas");
    static final String RUN = "platform_20260210T141900Z";

    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String TRIGGER_POLICY = """
            policy_id: mf.trigger_policy.closure
            revision: r1
            rules:
              - dataset_ready: {feature_set_id: credit_core, feature_set_version: v1}
                train_build:
                  intent_kind: backfill_retrain
                  training_config_ref: %s
                  governance_profile_ref: %s
                  target_scope: {environment: local, mode: credit, bundle_slot: primary}
                  policy_revision: mf-policy-v0
                  config_revision: closure
                  publish_allowed: true
            """;

    private final ApicurioRegistry registry = new ApicurioRegistry();
    private final PlatformFixture fixture = new PlatformFixture();
    private final Configuration configuration = configuration();
    private final Wiring wiring = configuration.profile().wiring();

    /** Runs it from the announcement until the last message is out, and stops the worker. */
    JsonNode run() throws Exception {
        registry.start();
        registerSchemas();
        WrittenDataset dataset = LocalDatasets.credit(new DatasetTarget(fixture.storeRoot(), RUN, "dm_closure"));
        Worker worker = Worker.start(configuration, PlatformFixture.SCHEMAS);
        fixture.platform().stopFirst(worker);
        announce(dataset);
        await("the receipt").atMost(TIMEOUT).until(this::receipt, Optional::isPresent);
        await("all messages are relayed").atMost(TIMEOUT).until(this::allMessagesRelayed);
        worker.close();
        return Json.parse(Files.readAllBytes(receipt().orElseThrow()));
    }

    Wiring.Topics topics() {
        return wiring.kafka().topics();
    }

    String bootstrapServers() {
        return wiring.kafka().bootstrapServers();
    }

    String registryUrl() {
        return registry.url();
    }

    Path store() {
        return fixture.storeRoot();
    }

    /** The one receipt, of the request that the trigger made of the announcement. */
    Optional<Path> receipt() throws IOException {
        Path receipts = store().resolve(RUN + "/mf/job_invocations");
        if (Files.notExists(receipts)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(receipts)) {
            return files.filter(file -> file.getFileName().toString().startsWith("ofs."))
                    .findFirst();
        }
    }

    /** The request as the ledger keeps it. */
    byte[] request(String runKey) throws SQLException, IOException {
        try (var connection = database().getConnection();
                var query = connection.prepareStatement("SELECT request FROM mf_run WHERE run_key = ?")) {
            query.setString(1, runKey);
            try (var rows = query.executeQuery()) {
                rows.next();
                return Json.parse(rows.getString(1).getBytes(StandardCharsets.UTF_8))
                        .toPrettyString()
                        .getBytes(StandardCharsets.UTF_8);
            }
        }
    }

    private boolean allMessagesRelayed() {
        return new WorkloadQuery(database()).remaining().isNothing();
    }

    private PGSimpleDataSource database() {
        var access = fixture.platform().databaseAccess();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(access.jdbcUrl());
        database.setUser(access.user());
        database.setPassword(access.password());
        return database;
    }

    private Configuration configuration() {
        try {
            Path policy = Files.createTempFile("trigger", ".yaml");
            Files.writeString(
                    policy,
                    TRIGGER_POLICY.formatted(
                            PlatformFixture.profileRef("training_profile_credit_v0.yaml"),
                            PlatformFixture.profileRef("governance_profile_credit_v0.yaml")));
            fixture.environment().put("MF_TRIGGER_POLICY", policy.toString());
            fixture.environment().put("MF_SCHEMA_REGISTRY_URL", registry.url());
            return fixture.configuration(
                    shipped -> shipped.replace("auto.register.schemas: true", "auto.register.schemas: false"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As a release pipeline does: the files as they lie in the repository. */
    private void registerSchemas() throws IOException {
        RegistryAdminClient console = new RegistryAdminClient(registry.url());
        for (var record : Map.of(
                        topics().requests(), "MfJobRequest",
                        topics().ofsEvents(), "DatasetReady",
                        topics().runEvents(), "MfRunEvent",
                        topics().registryEvents(), "RegistryLifecycleEvent",
                        topics().control(), "GovernanceFact")
                .entrySet()) {
            String subject = record.getKey() + "-value";
            console.register(subject, Files.readString(AVRO_SCHEMAS.resolve(record.getValue() + ".avsc")));
            console.setCompatibilityLevel(subject, "BACKWARD_TRANSITIVE");
        }
    }

    private void announce(WrittenDataset dataset) throws Exception {
        DatasetReady ready = DatasetReady.newBuilder()
                .setSchemaVersion("learning.ofs_dataset_ready.v0")
                .setEventId("ofs-event-1")
                .setPlatformRunId(RUN)
                .setDatasetManifestRef(dataset.manifestKey())
                .setDatasetManifestId("dm_closure")
                .setDatasetFingerprint("f".repeat(64))
                .setFeatureSetId("credit_core")
                .setFeatureSetVersion("v1")
                .setOccurredAtUtc(Instant.now().toString())
                .setProducer("ofs")
                .build();
        try (var serializer = new SerdeFactory(wiring.schemaRegistry()).serializer();
                Producer<byte[], byte[]> producer =
                        KafkaClientFactory.of(wiring.kafka()).producer()) {
            byte[] key = RUN.getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(
                            topics().ofsEvents(), key, serializer.serialize(topics().ofsEvents(), ready)))
                    .get();
        }
    }

    @Override
    public void close() {
        fixture.close();
        registry.close();
    }
}

package io.modelfactory.worker.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.EmbeddedDatabase;
import io.modelfactory.local.LocalPlatform;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.ledger.schema.LedgerMigrations;
import io.modelfactory.worker.signing.KeyPairFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/** A factory of its own on the shared platform: database, topics, store and profile. */
final class ChaosEnvironment implements AutoCloseable {
    /** Shared by all environments of a test JVM; stops when the JVM exits. */
    static final LocalPlatform PLATFORM = LocalPlatform.start(DataDirectory.temporary());

    static final JsonSchemas SCHEMAS = new JsonSchemas();
    static final String PLATFORM_RUN_ID = "platform_20260210T141900Z";

    /** A governance profile that no number of rows this small satisfies or fails. */
    static final String UNDECIDED = "profiles/undecided.yaml";

    /** Suffix of files that a local store is still writing. */
    static final String UNFINISHED = ".unfinished";

    /** All environments sign with it, so that the same run has the same signature everywhere. */
    static final KeyPairFiles KEY = KeyPairFiles.generate(PLATFORM.objectStoreRoot(), "signing");

    private static final String REQUEST_KEYS = """
            request_keys:
              - public_key: %s
                principals: ["HUMAN::operator"]
            """.formatted(KEY.publicKeyBase64());

    /** An override needs a grant, and a policy that is open to all has none. */
    private static final String GRANTS =
            """
              default: deny
              grants:
                - principals: ["SYSTEM::run_operate", "HUMAN::operator"]
                  commands: [train_build, publish_retry, publish_override]
                  intents: [baseline_train]
                  publish: true
                  override: true
                  training_profiles: {ref_prefixes: [%1$s/, profiles/]}
                  governance_profiles: {ref_prefixes: [%1$s/, profiles/]}
            """.formatted(Path.of("..").toAbsolutePath().normalize().resolve("config/mf"));

    private static final Map<String, String> SHORT_LEASE =
            Map.of("duration_seconds: 30", "duration_seconds: 3", "heartbeat_seconds: 10", "heartbeat_seconds: 1");

    /** No worker loses one on a machine that is busy; who is killed needs {@link LedgerView#endLeases}. */
    static final Map<String, String> SHIPPED_LEASE = Map.of();

    private static final String DATABASE_URL = "MF_DATABASE_URL";
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private final Path folder;
    private final Map<String, String> environment;
    private final Path profile;
    private final Configuration configuration;
    private final HikariDataSource database;
    private final LedgerView ledger;
    private final TopicObserver topicObserver;

    /**
     * Leases are short, so that the run of a worker that was stopped is soon claimed by another.
     *
     * @param kafkaProperties of the workers' clients, as YAML flow
     */
    ChaosEnvironment(String name, String kafkaProperties) {
        this(name, kafkaProperties, SHORT_LEASE);
    }

    /** @param lease the leases' duration and heartbeat, as the profile has them */
    ChaosEnvironment(String name, String kafkaProperties, Map<String, String> lease) {
        try {
            this.folder = Files.createDirectories(PLATFORM.objectStoreRoot().resolveSibling(name));
            this.environment = new HashMap<>(PLATFORM.environment());
            EmbeddedDatabase.Access access = PLATFORM.database().createDatabase(name);
            environment.put(DATABASE_URL, access.jdbcUrl());
            environment.put("MF_OBJECT_STORE_ROOT", storeRoot().toString());
            environment.put("MF_SCRATCH", folder.resolve("scratch").toString());
            environment.put("MF_SIGNING_KEY_FILE", KEY.privateKey().toString());
            this.profile = writeProfile(name, kafkaProperties, lease);
            this.configuration = Configuration.load(profile, environment, SCHEMAS);
            this.database = connect(access);
            LedgerMigrations.migrate(database);
            PLATFORM.kafka()
                    .createTopics(configuration.profile().wiring().kafka().topics().all().stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList());
            dataset(ChaosScenario.CREDIT_DATA);
            Files.createDirectories(storeRoot().resolve(UNDECIDED).getParent());
            Files.writeString(storeRoot().resolve(UNDECIDED), """
                    policy_id: undecided
                    revision: r1
                    eval_thresholds: {min_auc_roc: 0.85, min_brier_skill: 0.05}
                    uncertainty: {judge: bound, level: 0.99, bootstrap_draws: 999}
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.ledger = new LedgerView(database);
        this.topicObserver = new TopicObserver(configuration);
    }

    private Path writeProfile(String name, String kafkaProperties, Map<String, String> lease) throws IOException {
        Path policy = copy(
                "config/mf/launcher_policy_local_v0.yaml",
                Map.of(
                        "max_publish_retry_attempts: 3", "max_publish_retry_attempts: 1",
                        // A killed worker's attempt counts; the bound on attempts is not what these tests are about.
                        "max_full_run_attempts: 3", "max_full_run_attempts: 6",
                        "request_poll_seconds: 1", "request_poll_seconds: 0.2",
                        "request_keys: []", REQUEST_KEYS,
                        "  default: allow", GRANTS,
                        "retry_backoff_seconds: 5", "retry_backoff_seconds: 0.5"));
        Map<String, String> changes = new HashMap<>(lease);
        changes.putAll(Map.of(
                "${MF_LAUNCHER_POLICY:-config/mf/launcher_policy_local_v0.yaml}", policy.toString(),
                "boundaries_ref: config/mf", "boundaries_ref: " + PROJECT + "/config/mf",
                "- config/mf", "- " + PROJECT + "/config/mf",
                ": fp.bus.", ": " + name + ".fp.bus.",
                "group_id: model-factory", "group_id: " + name,
                "properties: {}", "properties: " + kafkaProperties,
                "threads: 0", "threads: 1"));
        return copy("config/profiles/local.yaml", changes);
    }

    /** A shipped file with some of its text replaced; a text that is not in it is refused. */
    private Path copy(String shipped, Map<String, String> changes) throws IOException {
        Path file = PROJECT.resolve(shipped);
        String text = Files.readString(file);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            if (!text.contains(change.getKey())) {
                throw new IllegalStateException(file + " no longer contains: " + change.getKey());
            }
            text = text.replace(change.getKey(), change.getValue());
        }
        return Files.writeString(folder.resolve(file.getFileName()), text);
    }

    private static HikariDataSource connect(EmbeddedDatabase.Access access) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(access.jdbcUrl());
        config.setUsername(access.user());
        config.setPassword(access.password());
        config.setMaximumPoolSize(2);
        return new HikariDataSource(config);
    }

    /** Writes the credit data under a manifest id; returns the manifest's key. */
    String dataset(String manifestId) {
        try {
            return LocalDatasets.credit(new DatasetTarget(storeRoot(), PLATFORM_RUN_ID, manifestId))
                    .manifestKey();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Deletes what a worker finds here of the deaths of its predecessors, as if the next one started on another
     * machine: how long it lets others take over first is none of these tests' matter.
     */
    void forgetDeaths() {
        try (Stream<Path> notes = Files.list(folder.resolve("scratch"))) {
            for (Path note :
                    notes.filter(each -> each.toString().endsWith(".death")).toList()) {
                Files.delete(note);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InstrumentedWorkerProcess startWorker() {
        return InstrumentedWorkerProcess.start(profile, environment, folder);
    }

    /** A worker that reaches the database by this network only. */
    InstrumentedWorkerProcess startWorkerBehind(NetworkProxy toDatabase) {
        Map<String, String> behind = new HashMap<>(environment);
        behind.computeIfPresent(
                DATABASE_URL, (name, url) -> url.replace(":" + databasePort() + "/", ":" + toDatabase.port() + "/"));
        return InstrumentedWorkerProcess.start(profile, behind, folder);
    }

    NetworkProxy networkToDatabase() {
        return NetworkProxy.to(databasePort());
    }

    private int databasePort() {
        String url = Objects.requireNonNull(environment.get(DATABASE_URL), DATABASE_URL);
        return URI.create(url.substring("jdbc:".length())).getPort();
    }

    Configuration configuration() {
        return configuration;
    }

    LedgerView ledger() {
        return ledger;
    }

    TopicObserver topicObserver() {
        return topicObserver;
    }

    Path storeRoot() {
        return folder.resolve("store");
    }

    /** @param name of a shipped profile, or the key of one in the store */
    static String profileRef(String name) {
        return name.equals(UNDECIDED)
                ? name
                : PROJECT.resolve("config/mf").resolve(name).toString();
    }

    @Override
    public void close() {
        topicObserver.close();
        database.close();
    }
}

package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {
    private static final String SMALLEST = """
            profile_id: small
            policy:
              stream_id: s
              service_release_id: git:1
              launcher_policy_ref: l.yaml
              ownership_boundaries_ref: o.yaml
            wiring:
              kafka:
                bootstrap_servers: localhost:9092
              schema_registry:
                url: http://localhost:8081
              database:
                url: jdbc:postgresql://localhost/mf
                user: mf
              object_store:
                root: s3://bucket/prefix
            """;

    @TempDir
    Path folder;

    @Test
    void whatAProfileLeavesOutHasADefault() {
        Profile profile = load(SMALLEST);

        assertThat(profile.policy())
                .isEqualTo(new RunPolicy("s", "git:1", "l.yaml", "o.yaml", Optional.empty(), Optional.empty(), false));
        Wiring wiring = profile.wiring();
        assertThat(wiring.kafka().groupId()).isEqualTo("model-factory");
        assertThat(wiring.training().memoryLimit()).isEmpty();
        assertThat(wiring.training().rowMemory()).isEqualTo(new DataSize("1GB"));
        assertThat(wiring.kafka().topics().requests()).isEqualTo("fp.bus.learning.mf.requests.v1");
        assertThat(wiring.schemaRegistry().serializer()).isEqualTo("io.modelfactory.worker.kafka.AvroSerializer");
        assertThat(wiring.database().password()).isEmpty();
        assertThat(wiring.objectStore().profileRoots()).isEmpty();
        assertThat(wiring.signing()).isEqualTo(new Wiring.Signing(Optional.empty(), List.of()));
        assertThat(wiring.training().concurrency()).isEqualTo(1);
        assertThat(wiring.lease().duration()).isEqualTo(Duration.ofSeconds(30));
        assertThat(wiring.lease().heartbeat()).isEqualTo(Duration.ofSeconds(10));
        assertThat(wiring.telemetry())
                .as("seen from this machine only, and pushed nowhere")
                .isEqualTo(new Wiring.Telemetry("127.0.0.1", 0, new Wiring.Otlp(Optional.empty(), 60, Map.of())));
    }

    @Test
    void theEnvironmentFillsInValuesAndNumbers() {
        String yaml = SMALLEST.replace("stream_id: s", "stream_id: mf-${SITE}-${COLOUR:-blue}")
                .replace("user: mf", "user: ${DB_USER:-}mf\n    pool_size: ${POOL:-7}");

        Profile profile = ProfileFixture.load(yaml, Map.of("SITE", "eu", "COLOUR", "", "POOL", "7"), folder);

        assertThat(profile.policy().streamId()).isEqualTo("mf-eu-blue");
        assertThat(profile.wiring().database().user()).isEqualTo("mf");
        assertThat(profile.wiring().database().poolSize()).isEqualTo(7);
    }

    @Test
    void aVariableCanAddNoKeys() {
        String injected = "x\n  require_run_config_digest: true";

        Profile profile = ProfileFixture.load(
                SMALLEST.replace("stream_id: s", "stream_id: ${SITE}"), Map.of("SITE", injected), folder);

        assertThat(profile.policy().streamId()).isEqualTo(injected);
        assertThat(profile.policy().requireRunConfigDigest()).isFalse();
    }

    @Test
    void twoDollarsStandForOneSoThatKafkasOwnVariablesPassThrough() {
        Profile profile = load(SMALLEST.replace(
                "localhost:9092",
                "localhost:9092\n    properties: {a.b: '$${file:/run/x:key}', max.poll.records: 10}"));

        assertThat(profile.wiring().kafka().properties().values())
                .containsOnly(Map.entry("a.b", "${file:/run/x:key}"), Map.entry("max.poll.records", "10"));
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        String yaml = """
                profile_id: 7
                polcy: {}
                policy:
                  stream_id: ${NOWHERE}
                  service_release_id: " "
                  launcher_policy_ref: [a]
                  require_run_config_digest: perhaps
                wiring:
                  kafka:
                    bootstrap_server: localhost:9092
                    topics: {requests: a b, control: c, run_events: c}
                    properties: {a: {b: c}}
                  schema_registry: http://localhost
                  database:
                    url: jdbc:postgresql://localhost/mf?user=mf&password=hunter2
                    user: ${BROKEN:-
                    password: hunter2
                    password_file: /nowhere
                    pool_size: 0
                  object_store: {root: x, s3: {endpoint: 'ftp://x', path_style: 1}, profile_roots: a}
                  signing: {key: k, trusted_keys: [' ']}
                  training: {concurrency: 1.5, threads: -1, memory_limit: lots}
                  lease: {duration_seconds: 10, heartbeat_seconds: 6}
                  telemetry: {hosts: x, port: 70000, otlp: {endpoint: 'collector:4318', interval_seconds: 0}}
                """;

        ConfigurationException thrown =
                catchThrowableOfType(ConfigurationException.class, () -> ProfileFixture.load(yaml, Map.of(), folder));

        assertThat(thrown.problems())
                .contains(
                        "profile_id: must be text; put it in quotes",
                        "policy.stream_id: the environment has no NOWHERE; set it, or write ${NOWHERE:-default}",
                        "policy.launcher_policy_ref: must be text; put it in quotes",
                        "policy.ownership_boundaries_ref: is missing or blank; give it a value",
                        "policy.require_run_config_digest: must be true or false",
                        "polcy: is not known here; did you mean policy? Known are profile_id, policy, wiring",
                        "wiring.kafka.bootstrap_servers: is missing or blank; give it a value",
                        "wiring.kafka.bootstrap_server: is not known here; did you mean bootstrap_servers?"
                                + " Known are bootstrap_servers, group_id, group_instance_id, topics, properties, properties_file",
                        "wiring.kafka.topics.requests: must be a topic name: letters, digits, '.', '_' and '-', at"
                                + " most 249",
                        "wiring.kafka.topics.requests: and the other topics must all differ",
                        "wiring.kafka.properties.a: must be a single value",
                        "wiring.schema_registry: must be a mapping of keys to values",
                        "wiring.database.url: holds a password; put it into password or password_file",
                        "wiring.database.password_file: is given beside password; keep one of them",
                        "wiring.database.pool_size: must be a whole number from 6 to 200",
                        "wiring.object_store.s3.endpoint: must be an http or https address without credentials",
                        "wiring.object_store.s3.path_style: must be true or false",
                        "wiring.object_store.profile_roots: must be a list of texts",
                        "wiring.signing.trusted_keys: must list texts that are not blank",
                        "wiring.training.concurrency: must be a whole number from 1 to 64",
                        "wiring.training.threads: must be a whole number from 0 to 1024",
                        "wiring.training.memory_limit: must be an amount with its unit, such as 1GB or 512MiB",
                        "wiring.lease.heartbeat_seconds: must be a whole number from 1 to 5",
                        "wiring.telemetry.hosts: is not known here; did you mean host? Known are host, port, otlp",
                        "wiring.telemetry.port: must be a whole number from 0 to 65535",
                        "wiring.telemetry.otlp.endpoint: must be an http or https address without credentials",
                        "wiring.telemetry.otlp.interval_seconds: must be a whole number from 1 to 3600")
                .anySatisfy(problem -> assertThat(problem).startsWith("wiring.database.user: has a ${"));
        assertThat(thrown)
                .hasMessageContaining("profile.yaml cannot be used:\n  - ")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void theExecutorSparkNeedsAClusterAndAFolder() {
        String training = "  training:\n    executor: spark\n";

        assertThatThrownBy(() -> load(SMALLEST + training))
                .hasMessageContaining("wiring.training.spark.master: is missing; the executor spark needs its address")
                .hasMessageContaining("wiring.training.spark.shards: is missing; the executor spark needs");
        assertThat(load(SMALLEST + training + "    spark: {master: 'spark://h:7077', shards: /mnt/shared}\n")
                        .wiring()
                        .training()
                        .spark()
                        .master())
                .contains("spark://h:7077");
    }

    @ParameterizedTest
    @CsvSource({
        "relative/folder, must be the absolute path of a folder that this machine shares with the cluster",
        "s3:///prefix, not an S3 address",
        "s3://bucket/../x, has a segment of dots",
        "gs://bucket/prefix, no object store is known for 'gs://bucket/prefix'",
        "hdfs://host/folder, no object store is known for",
    })
    void shardsThatCanLieNowhereAreRefused(String shards, String why) {
        assertThatThrownBy(() -> load(SMALLEST + sparkWith("shards: '" + shards + "'")))
                .hasMessageContaining("wiring.training.spark.shards: must be ")
                .hasMessageContaining(why);
    }

    @Test
    void shardsMayLieInABucketWhoseUrlsOutlastTheStartOfTheCluster() {
        assertThat(load(SMALLEST + sparkWith("shards: 's3://bucket/rows'"))
                        .wiring()
                        .training()
                        .spark())
                .returns(Optional.of("s3://bucket/rows"), Wiring.Spark::shards)
                .returns(720, Wiring.Spark::shardUrlMinutes);
        assertThatThrownBy(() -> load(SMALLEST + sparkWith("shards: /s, shard_url_minutes: 2, start_seconds: 120")))
                .hasMessageContaining("wiring.training.spark.shard_url_minutes: must be longer than start_seconds");
    }

    private static String sparkWith(String keys) {
        return "  training:\n    executor: spark\n    spark: {master: 'spark://h:7077', " + keys + "}\n";
    }

    @ParameterizedTest
    @CsvSource({
        "http://user:password@localhost:8081",
        "localhost:8081",
        "ftp://localhost",
        "'http://localhost/ x'",
    })
    void theRegistrysAddressIsPlainHttpOrHttps(String url) {
        assertThatThrownBy(() -> load(SMALLEST.replace("http://localhost:8081", "'" + url + "'")))
                .hasMessageContaining(
                        "wiring.schema_registry.url: must be an http or https address without credentials");
    }

    @Test
    void secretsComeFromMountedFiles() throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "hunter2\n");
        Path headers = Files.writeString(folder.resolve("headers"), "authorization=Bearer hunter4");
        Path properties = Files.writeString(folder.resolve("kafka.properties"), "sasl.jaas.config=hunter3\nacks=1");
        String yaml = SMALLEST.replace("user: mf", "user: mf\n    password_file: " + password)
                        .replace(
                                "localhost:9092",
                                "localhost:9092\n    properties_file: " + properties
                                        + "\n    properties: {acks: all, linger.ms: 5}")
                + "  telemetry: {otlp: {endpoint: 'http://collector:4318', headers_file: " + headers + "}}";

        Wiring wiring = load(yaml).wiring();

        assertThat(wiring.database().password().map(Secret::reveal)).hasValue("hunter2");
        assertThat(wiring.kafka().properties().values())
                .isEqualTo(Map.of("sasl.jaas.config", "hunter3", "acks", "1", "linger.ms", "5"));
        assertThat(wiring.telemetry().otlp().headers().get("authorization"))
                .as("a header may be named anything, so all are secrets")
                .satisfies(header -> assertThat(header.reveal()).isEqualTo("Bearer hunter4"))
                .hasToString("***");
    }

    @Test
    void aMissingMountedFileIsAProblemOfItsKey() {
        String yaml = SMALLEST.replace("user: mf", "user: mf\n    password_file: /no/such/file")
                .replace("localhost:9092", "localhost:9092\n    properties_file: /no/such/file");

        assertThatThrownBy(() -> load(yaml))
                .hasMessageContainingAll(
                        "wiring.database.password_file: cannot be read: /no/such/file",
                        "wiring.kafka.properties_file: cannot be read: /no/such/file");
    }

    @Test
    void aFileThatIsNoMappingOrIsNotThereSaysSo() {
        assertThatThrownBy(() -> load("- a\n- b")).hasMessageContaining("must be a mapping of keys to values");
        assertThatThrownBy(() -> load("a: [")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> Profile.load(folder.resolve("none.yaml"), Map.of()))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.problems()).isEqualTo(List.of("cannot be read")))
                .hasMessage(folder.resolve("none.yaml") + " cannot be used: cannot be read");
    }

    private Profile load(String yaml) {
        return ProfileFixture.load(yaml, Map.of(), folder);
    }
}

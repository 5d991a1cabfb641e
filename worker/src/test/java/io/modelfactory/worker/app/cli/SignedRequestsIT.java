package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.signing.KeyPairFiles;
import io.modelfactory.worker.signing.RequestSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From a sender's key to the words "authenticated by key" in receipt, evidence and card. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedRequestsIT {
    private static final String REQUESTER = "SYSTEM::run_operate";

    @TempDir
    private static Path folder = Path.of("");

    private final PlatformTenant tenant = new PlatformTenant("signed_it");
    private final RequestDocuments requests = new RequestDocuments(tenant);
    private KeyPairFiles key = new KeyPairFiles(folder, folder);
    private KeyPairFiles stranger = key;
    private Path policy = folder;

    @BeforeAll
    void requireSignatures() throws IOException {
        key = KeyPairFiles.generate(folder, "key");
        stranger = KeyPairFiles.generate(folder, "stranger");
        policy = Files.writeString(folder.resolve("launcher.yaml"), """
                policy_id: mf.launcher_policy.signed
                revision: r1
                launcher:
                  max_publish_retry_attempts: 3
                  request_poll_seconds: 0.2
                  request_batch_limit: 500
                  require_signed_requests: true
                request_keys:
                  - public_key: %s
                    principals: [%s]
                authorisation:
                  default: deny
                  grants:
                    - principals: [%s]
                      commands: [train_build, publish_retry]
                      intents: [baseline_train]
                      publish: true
                      training_profiles: {ref_prefixes: [%4$s]}
                      governance_profiles: {ref_prefixes: [%4$s]}
                """.formatted(
                        key.publicKeyBase64(),
                        REQUESTER,
                        REQUESTER,
                        Path.of(PlatformFixture.profileRef("x")).getParent() + "/"));
    }

    @Test
    void receiptEvidenceAndCardSayWhoWasAuthenticated() throws IOException {
        ObjectNode request = requests.passing("mf.signed.0001");

        assertThat(signed("request", "train-build", requests.file(request)).exitCode())
                .isZero();
        drain();

        String authenticated = "authenticated by key " + key.keyId();
        JsonNode receipt = stored(RequestDocuments.RUN + "/mf/job_invocations/mf.signed.0001.json");
        assertThat(receipt.path("status").textValue()).isEqualTo("DONE");
        assertThat(receipt.at("/details/requester_authentication").textValue()).isEqualTo(authenticated);
        String runKey = RequestDocuments.runKey(request);
        JsonNode record = stored(RequestDocuments.RUN + "/mf/train_runs/" + runKey + "/execution_record.json");
        assertThat(record.at("/requested_by/authentication").textValue()).isEqualTo(authenticated);
        assertThat(modelCard()).contains(key.keyId());
        assertThat(signed("runs", "show", runKey).out()).contains(key.keyId().substring(0, 12));
        CommandResult repeated = signed("reproduce", runKey);
        assertThat(repeated.exitCode()).as(repeated.toString()).isZero();
    }

    @Test
    void whatIsNotSignedByTheRequestersKeyIsNotSent() {
        String request = requests.file(requests.passing("mf.signed.0002"));

        CommandResult unsigned = with(Map.of(), "request", "train-build", "--dry-run", request);
        CommandResult unknown = with(keyFile(stranger), "request", "train-build", request);
        CommandResult anothersName = signed(
                "request",
                "publish-retry",
                "tr_" + "0".repeat(32),
                "--reason",
                "why not",
                "--requester",
                "HUMAN::ada",
                "--platform-run",
                RequestDocuments.RUN);
        CommandResult noKey = with(
                Map.of("key_file: ${MF_REQUEST_KEY_FILE:-}", "key_file: " + policy), "request", "train-build", request);

        assertThat(List.of(unsigned, unknown, anothersName)).allSatisfy(result -> {
            assertThat(result.exitCode()).as(result.toString()).isEqualTo(ExitCode.FAILED);
            assertThat(result.err()).contains("REQUEST_SIGNATURE_INVALID", "mf_signature");
        });
        assertThat(anothersName.err()).contains("HUMAN::ada");
        assertThat(noKey.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(noKey.err()).contains("wiring.requests.key_file");
        // The first worker brings the ledger up to date.
        drain();
        assertThat(signed("request", "train-build", "--dry-run", request).exitCode())
                .isZero();
    }

    /** A signed record that could not be read for a while is still signed when it comes again. */
    @Test
    void aReplayedDeadLetterKeepsItsSignature() throws Exception {
        byte[] value = "no avro".getBytes(StandardCharsets.UTF_8);
        String signature = RequestSignature.of(key.signingKey(), value).toString();
        Wiring.Kafka kafka = tenant.configuration().profile().wiring().kafka();
        try (Producer<byte[], byte[]> producer = KafkaClientFactory.of(kafka).producer()) {
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(kafka.topics().requests(), value);
            record.headers().add(RequestSignature.HEADER, signature.getBytes(StandardCharsets.US_ASCII));
            producer.send(record).get();
        }
        drain();
        assertThat(signed("dlq", "replay", "--all", "--yes").exitCode()).isZero();
        drain();

        try (Consumer<byte[], byte[]> reader = KafkaClientFactory.of(kafka).reader()) {
            assertThat(signatures(reader, kafka.topics().requests())).containsExactly(signature, signature);
        }
    }

    private static List<String> signatures(Consumer<byte[], byte[]> reader, String topic) {
        List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        List<String> found = new ArrayList<>();
        await().until(() -> {
            reader.poll(Duration.ofMillis(100)).forEach(record -> {
                Header header = record.headers().lastHeader(RequestSignature.HEADER);
                if (header != null && new String(record.value(), StandardCharsets.UTF_8).equals("no avro")) {
                    found.add(new String(header.value(), StandardCharsets.US_ASCII));
                }
            });
            return found.size() == 2;
        });
        return found;
    }

    private CommandResult signed(String... arguments) {
        return with(keyFile(key), arguments);
    }

    private static Map<String, String> keyFile(KeyPairFiles pair) {
        return Map.of("key_file: ${MF_REQUEST_KEY_FILE:-}", "key_file: " + pair.privateKey());
    }

    private CommandResult with(Map<String, String> replacements, String... arguments) {
        Map<String, String> all = new HashMap<>(replacements);
        all.put(PlatformFixture.profileRef("launcher_policy_local_v0.yaml"), policy.toString());
        return tenant.runWith(all, arguments);
    }

    private void drain() {
        CommandResult run = with(Map.of(), "worker", "run", "--drain");
        assertThat(run.exitCode()).as(run.toString()).isZero();
    }

    private JsonNode stored(String key) throws IOException {
        return Json.parse(Files.readAllBytes(tenant.store().resolve(key)));
    }

    private String modelCard() throws IOException {
        try (Stream<Path> files = Files.walk(tenant.store().resolve("registry/bundles"))) {
            return Files.readString(files.filter(file -> file.endsWith("model_card.html"))
                    .findFirst()
                    .orElseThrow());
        }
    }
}

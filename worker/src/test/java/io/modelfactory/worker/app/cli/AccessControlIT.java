package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.EmbeddedKafka;
import io.modelfactory.local.EmbeddedKafka.Listener;
import io.modelfactory.worker.config.Wiring;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A worker on a broker that allows it what runbooks/secure-connections.md says it needs, and nothing else. */
class AccessControlIT {
    private static final String JAAS = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final Listener listener = new Listener(
            "WORKERS",
            "SASL_PLAINTEXT",
            Map.of(
                    "sasl.enabled.mechanisms",
                    "PLAIN",
                    "plain.sasl.jaas.config",
                    JAAS + "user_worker=\"mark-of-plain\";"));
    private final EmbeddedKafka kafka = EmbeddedKafka.withAccessControl(DataDirectory.temporary(), listener);
    private final PlatformTenant tenant = new PlatformTenant("access_control_it");
    private final Wiring.Topics topics =
            tenant.configuration().profile().wiring().kafka().topics();
    private final String group =
            tenant.configuration().profile().wiring().kafka().groupId();

    @BeforeEach
    void start() throws Exception {
        kafka.start();
        kafka.createTopics(topics.all().stream()
                .map(topic -> new NewTopic(topic, 1, (short) 1))
                .toList());
        grant(Stream.of(topics.requests(), topics.ofsEvents(), topics.deadLetters())
                .map(topic -> allowed(ResourceType.TOPIC, topic, PatternType.LITERAL, AclOperation.READ)));
        grant(Stream.of(topics.deadLetters(), topics.runEvents(), topics.registryEvents(), topics.control())
                .map(topic -> allowed(ResourceType.TOPIC, topic, PatternType.LITERAL, AclOperation.WRITE)));
        grant(Stream.of(allowed(ResourceType.GROUP, group, PatternType.LITERAL, AclOperation.READ)));
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void aWorkerWithTheDocumentedRightsRelaysItsMessagesAndOneWithoutTransactionalIdsIsWarned() throws Exception {
        CommandResult without = run("doctor", "--json");
        assertThat(transactionalIds(without).path("verdict").textValue())
                .as(without.toString())
                .isEqualTo("FAIL");
        assertThat(transactionalIds(without).path("fix").textValue()).contains(group + ".relay.", group + ".facts.");

        grant(Stream.of(".relay.", ".facts.")
                .map(prefix -> allowed(
                        ResourceType.TRANSACTIONAL_ID, group + prefix, PatternType.PREFIXED, AclOperation.WRITE)));
        CommandResult with = run("doctor", "--json");
        assertThat(transactionalIds(with).path("verdict").textValue())
                .as(with.toString())
                .isEqualTo("OK");
        sendUndecodableRequest();
        CommandResult drained = run("worker", "run", "--drain", "--timeout", "5m");

        assertThat(drained.exitCode()).as(drained.toString()).isZero();
        CommandResult letters = run("dlq", "list", "--json");
        assertThat(letters.document().path("original_topic").textValue())
                .as(letters.toString())
                .isEqualTo(topics.requests());
    }

    private CommandResult run(String... arguments) {
        return tenant.runWith(
                Map.of(
                        tenant.bootstrapServers(),
                        listener.address(),
                        "    properties: {}",
                        "    properties:\n"
                                + "      security.protocol: SASL_PLAINTEXT\n"
                                + "      sasl.mechanism: PLAIN\n"
                                + "      sasl.jaas.config: '" + JAAS
                                + "username=\"worker\" password=\"mark-of-plain\";'"),
                arguments);
    }

    private static JsonNode transactionalIds(CommandResult doctor) {
        return doctor.documents().stream()
                .filter(finding -> finding.path("subject").asText().equals("transactional ids"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(doctor.toString()));
    }

    private void sendUndecodableRequest() throws Exception {
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topics.requests(), "not avro".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static AclBinding allowed(ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry("User:worker", "*", operation, AclPermissionType.ALLOW));
    }

    private void grant(Stream<AclBinding> bindings) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createAcls(List.copyOf(bindings.toList())).all().get();
        }
    }
}

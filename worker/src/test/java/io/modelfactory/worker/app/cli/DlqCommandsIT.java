package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.WorkloadQuery;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Dead letters, from the record that could not be decoded to the one that came back too often. */
class DlqCommandsIT {
    private static final byte[] GARBAGE = "not avro at all".getBytes(StandardCharsets.UTF_8);

    @Test
    void aLetterIsListedSentBackAndSeenToComeBack() throws Exception {
        PlatformTenant tenant = new PlatformTenant("dlq_it");
        send(tenant, topics(tenant).requests());
        drain(tenant);

        JsonNode letter = tenant.run("dlq", "list", "--json").document();
        assertThat(letter.path("original_topic").textValue())
                .isEqualTo(topics(tenant).requests());
        assertThat(letter.path("bytes").intValue()).isEqualTo(GARBAGE.length);
        assertThat(letter.path("error_class").textValue()).contains("SerializationException");
        String at = letter.path("at").textValue();

        CommandResult refused = tenant.runWithInput("no\n", "dlq", "replay", "--at", at);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        CommandResult sent = tenant.runWithInput("yes\n", "dlq", "replay", "--at", at);
        assertThat(sent.exitCode()).as(sent.toString()).isZero();
        drain(tenant);

        List<JsonNode> letters = tenant.run("dlq", "list", "--json").documents();
        assertThat(letters).hasSize(2);
        JsonNode second = letters.stream()
                .filter(each -> each.path("replays").intValue() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(second.path("replayed_from").textValue()).isEqualTo(at);
        assertThat(second.path("bytes").intValue()).isEqualTo(GARBAGE.length);
    }

    /** Too large for the dead letter topic, it stays where it is. */
    @Test
    void anOversizedRecordIsListedCountedAndSentBackByReference() throws Exception {
        PlatformTenant tenant = new PlatformTenant("dlq_oversized_it");
        byte[] oversized = new byte[1_040_000];
        oversized[0] = 7;
        send(tenant, topics(tenant).requests(), oversized);
        drain(tenant);

        JsonNode letter = tenant.run("dlq", "list", "--json").document();
        assertThat(letter.path("bytes").intValue()).isZero();
        assertThat(letter.path("records").intValue()).isEqualTo(1);
        assertThat(letter.path("first_offset").longValue()).isZero();
        assertThat(letter.path("last_offset").longValue()).isZero();
        assertThat(tenant.run("dlq", "list").out())
                .contains("1 record by reference from " + topics(tenant).requests());
        assertThat(lettersCounted(tenant)).isEqualTo(1);

        CommandResult sent =
                tenant.run("dlq", "replay", "--at", letter.path("at").textValue(), "--yes");
        assertThat(sent.exitCode()).as(sent.toString()).isZero();
        assertThat(sent.out()).contains("1 of the records 0 to 0");
        drain(tenant);

        List<JsonNode> letters = tenant.run("dlq", "list", "--json").documents();
        assertThat(letters).hasSize(2);
        assertThat(letters)
                .filteredOn(each -> each.path("replays").intValue() == 1)
                .singleElement()
                .satisfies(again -> {
                    assertThat(again.path("records").intValue()).isEqualTo(1);
                    assertThat(again.path("replayed_from").textValue())
                            .isEqualTo(letter.path("at").textValue());
                });
        assertThat(lettersCounted(tenant)).isEqualTo(2);
    }

    private static long lettersCounted(PlatformTenant tenant) {
        Wiring.Database database = tenant.configuration().profile().wiring().database();
        return new WorkloadQuery(DatabaseFactory.unpooled(database)).backlog().deadLetters();
    }

    @Test
    void aLetterThatGoesRoundAndRoundIsRefused() throws Exception {
        PlatformTenant tenant = new PlatformTenant("dlq_loop_it");
        send(tenant, topics(tenant).requests());
        drain(tenant);
        for (int round = 0; round < 3; round++) {
            CommandResult replay = tenant.run("dlq", "replay", "--all", "--yes", "--json");
            assertThat(replay.exitCode()).as(replay.toString()).isZero();
            // Only the latest of the letters that are the same record.
            assertThat(replay.documents()).hasSize(1);
            drain(tenant);
        }

        CommandResult refused = tenant.run("dlq", "replay", "--all", "--yes");
        CommandResult forced = tenant.run("dlq", "replay", "--all", "--yes", "--force");

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.out()).contains("refused", "3 times");
        assertThat(forced.exitCode()).as(forced.toString()).isZero();
    }

    @Test
    void aLetterThatNamesAnotherTopicIsNotSentThere() throws Exception {
        PlatformTenant tenant = new PlatformTenant("dlq_forged_it");
        Wiring.Topics topics = topics(tenant);
        try (Producer<byte[], byte[]> producer = producer(tenant)) {
            ProducerRecord<byte[], byte[]> forged = new ProducerRecord<>(topics.deadLetters(), GARBAGE);
            forged.headers().add("error.topic", topics.registryEvents().getBytes(StandardCharsets.UTF_8));
            producer.send(forged).get();
        }

        CommandResult run = tenant.run("dlq", "replay", "--all", "--yes");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).contains("refused", topics.registryEvents());
    }

    @Test
    void lookingNeedsTheTopicAndABroker() {
        PlatformTenant tenant = new PlatformTenant("dlq_down_it");

        CommandResult noTopic = tenant.runWith(topics(tenant).deadLetters(), "dlq_down_it.nowhere", "dlq", "list");
        CommandResult noBroker = tenant.runWith(tenant.bootstrapServers(), "127.0.0.1:1", "dlq", "list");
        CommandResult noLetter = tenant.run("dlq", "replay", "--at", "0@99", "--yes");
        CommandResult none = tenant.run("dlq", "list");

        assertThat(noTopic.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(noTopic.err()).contains("wiring.kafka.topics.dead_letters", "dlq_down_it.nowhere");
        assertThat(noBroker.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(noBroker.err()).contains("wiring.kafka.bootstrap_servers");
        assertThat(noLetter.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(none.exitCode()).isZero();
    }

    private static void send(PlatformTenant tenant, String topic) throws Exception {
        send(tenant, topic, GARBAGE);
    }

    private static void send(PlatformTenant tenant, String topic, byte[] value) throws Exception {
        try (Producer<byte[], byte[]> producer = producer(tenant)) {
            producer.send(new ProducerRecord<>(topic, 0, "key".getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    private static void drain(PlatformTenant tenant) {
        CommandResult run = tenant.run("worker", "run", "--drain");
        assertThat(run.exitCode()).as(run.toString()).isZero();
    }

    private static Producer<byte[], byte[]> producer(PlatformTenant tenant) {
        return KafkaClientFactory.of(tenant.configuration().profile().wiring().kafka())
                .producer();
    }

    private static Wiring.Topics topics(PlatformTenant tenant) {
        return tenant.configuration().profile().wiring().kafka().topics();
    }
}

package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.config.Wiring;
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
        try (Producer<byte[], byte[]> producer = producer(tenant)) {
            producer.send(new ProducerRecord<>(topic, "key".getBytes(StandardCharsets.UTF_8), GARBAGE))
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

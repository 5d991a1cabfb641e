package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.junit.jupiter.api.Test;

class KafkaClientsTest {

    @Test
    void theProfilesPropertiesReachEveryClient() {
        KafkaClients clients = new KafkaClients("one:9092", Map.of("security.protocol", "SASL_SSL", "linger.ms", "50"));

        assertThat(clients.consumerSettings("group", 100))
                .containsEntry("bootstrap.servers", "one:9092")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("group.id", "group")
                .containsEntry("max.poll.records", 100);
        assertThat(clients.producerSettings())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("linger.ms", "50")
                .containsEntry("compression.type", "lz4");
        assertThat(clients.common()).containsOnlyKeys("bootstrap.servers", "security.protocol", "linger.ms");
    }

    @Test
    void aKilledWorkersPartitionsAreFreeAfterTenSeconds() {
        assertThat(new KafkaClients("one:9092", Map.of()).consumerSettings("group", 100))
                .containsEntry("session.timeout.ms", "10000")
                .containsEntry("heartbeat.interval.ms", "3000");
        assertThat(new KafkaClients("one:9092", Map.of("session.timeout.ms", "30000")).consumerSettings("group", 100))
                .as("unless the profile says otherwise")
                .containsEntry("session.timeout.ms", "30000");
    }

    /** Its members refuse to start with a session of their own. */
    @Test
    void theBrokerSetsSessionsInAGroupOfItsNewProtocol() {
        KafkaClients clients = new KafkaClients("127.0.0.1:9", Map.of("group.protocol", "consumer"));

        assertThat(clients.consumerSettings("group", 100))
                .doesNotContainKeys("session.timeout.ms", "heartbeat.interval.ms");
        assertThat(clients.takeoverTime()).isEqualTo(Duration.ofSeconds(50));
        assertThatCode(() -> clients.consumer("group", 100).close(CloseOptions.timeout(Duration.ZERO)))
                .doesNotThrowAnyException();
    }

    @Test
    void whatThePromisesRestOnCannotBeConfiguredAway() {
        KafkaClients clients = new KafkaClients(
                "one:9092",
                Map.of(
                        "bootstrap.servers", "elsewhere:9092",
                        "enable.auto.commit", "true",
                        "auto.offset.reset", "latest",
                        "isolation.level", "read_uncommitted",
                        "enable.idempotence", "false",
                        "acks", "1"));

        assertThat(clients.consumerSettings("group", 100))
                .containsEntry("bootstrap.servers", "one:9092")
                .containsEntry("enable.auto.commit", false)
                .containsEntry("auto.offset.reset", "earliest")
                .containsEntry("isolation.level", "read_committed");
        assertThat(clients.producerSettings())
                .containsEntry("enable.idempotence", true)
                .containsEntry("acks", "all");
    }

    @Test
    void aReaderBelongsToNoGroupAndChangesNothing() {
        KafkaClients clients = new KafkaClients("one:9092", Map.of("group.id", "the-workers"));

        assertThat(clients.readerSettings())
                .doesNotContainKey("group.id")
                .containsEntry("enable.auto.commit", false)
                .containsEntry("allow.auto.create.topics", false)
                .containsEntry("isolation.level", "read_committed");
    }

    @Test
    void passwordsAreNotInTheText() {
        KafkaClients clients = new KafkaClients("one:9092", Map.of("ssl.key.password", "secret"));

        assertThat(clients).hasToString("KafkaClients[one:9092]");
    }
}

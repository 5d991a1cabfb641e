package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.config.Wiring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The consumer group after one of its workers was killed. */
class KilledWorkerIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(200);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void thePartitionsOfAKilledWorkerAreServedAgainWithinFifteenSeconds() throws Exception {
        PlatformTenant tenant = new PlatformTenant("killed_worker_it");
        Wiring.Kafka kafka = tenant.configuration().profile().wiring().kafka();
        String requests = kafka.topics().requests();
        Path log = folder.resolve("log");
        Process worker = tenant.startWorker(log, "grace_seconds: 15", "grace_seconds: 15");
        try (Consumer<byte[], byte[]> survivor = KafkaClientFactory.of(kafka).consumer(kafka.groupId(), 10)) {
            await().atMost(TIMEOUT).until(() -> Files.readString(log).contains("worker ready, taking requests from"));
            survivor.subscribe(List.of(requests));
            await("the worker and this consumer share the two partitions")
                    .atMost(TIMEOUT)
                    .pollInterval(POLL)
                    .until(() -> partitionsOf(survivor) == 1);

            worker.destroyForcibly().waitFor();
            Instant killed = Instant.now();
            await("both partitions").atMost(TIMEOUT).pollInterval(POLL).until(() -> partitionsOf(survivor) == 2);

            assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofSeconds(15));
        } finally {
            worker.destroyForcibly();
        }
    }

    private static int partitionsOf(Consumer<byte[], byte[]> member) {
        member.poll(Duration.ofMillis(100));
        return member.assignment().size();
    }
}

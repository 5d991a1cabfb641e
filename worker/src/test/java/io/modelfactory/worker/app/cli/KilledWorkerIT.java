package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The consumer group after one of its workers was killed, and while one is killed again and again. */
class KilledWorkerIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration RESTART_BACKOFF = Duration.ofSeconds(10);
    private static final long SESSION_MILLIS = 10_000;
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
        try (Consumer<byte[], byte[]> survivor = member(kafka)) {
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

    /** Members are consumers as a profile makes them, in processes of their own; the other one only polls. */
    @Test
    void aWorkerThatComesBackUnderItsNameGetsItsPartitionsWithoutARebalance() throws Exception {
        PlatformTenant tenant = new PlatformTenant("returning_worker_it");
        Path named = profile(tenant, "worker-0");
        Wiring.Kafka kafka = kafka(profile(tenant, "worker-1"));
        try (Consumer<byte[], byte[]> other = member(kafka)) {
            other.subscribe(List.of(kafka.topics().requests()));
            awaitEnd(startMember(named), other);
            await("a partition each").atMost(TIMEOUT).pollInterval(POLL).until(() -> partitionsOf(other) == 1);
            int generation = other.groupMetadata().generationId();

            awaitEnd(startMember(named), other);

            assertThat(Long.parseLong(Files.readString(waitFile(named))))
                    .as("milliseconds until the second had partitions")
                    .isLessThan(SESSION_MILLIS);
            assertThat(other.groupMetadata().generationId()).isEqualTo(generation);
        }
    }

    /** It is started again after ten seconds, as Kubernetes' backoff does at the least from the second time on. */
    @Test
    @Tag("chaos")
    void aCrashLoopingWorkerLetsNoRequestWaitLongerThanFifteenSeconds() throws Exception {
        PlatformTenant tenant = new PlatformTenant("crash_loop_it");
        Path profile = Files.writeString(folder.resolve("crash-loop.yaml"), tenant.text());
        Wiring.Kafka kafka = kafka(profile);
        String topic = kafka.topics().requests();
        Duration longest = Duration.ZERO;
        int sent = 0;
        Set<String> received = new HashSet<>();
        try (Consumer<byte[], byte[]> healthy = member(kafka);
                Producer<byte[], byte[]> requests = KafkaClientFactory.of(kafka).producer()) {
            healthy.subscribe(List.of(topic));
            await().atMost(TIMEOUT).pollInterval(POLL).until(() -> partitionsOf(healthy) == 2);
            Process crashing = startMember(profile);
            Optional<Instant> nextStart = Optional.empty();
            for (int crashes = 0; crashes < 3 || received.size() < sent; ) {
                if (crashes < 3) {
                    requests.send(new ProducerRecord<>(topic, sent++ % 2, null, new byte[] {1}))
                            .get();
                }
                for (ConsumerRecord<byte[], byte[]> record : healthy.poll(POLL)) {
                    received.add(record.partition() + "@" + record.offset());
                    longest = max(longest, Duration.ofMillis(System.currentTimeMillis() - record.timestamp()));
                }
                healthy.commitSync();
                if (crashes < 3 && nextStart.isEmpty() && !crashing.isAlive()) {
                    crashes++;
                    nextStart = Optional.of(Instant.now().plus(RESTART_BACKOFF));
                } else if (crashes < 3
                        && nextStart.filter(Instant.now()::isAfter).isPresent()) {
                    crashing = startMember(profile);
                    nextStart = Optional.empty();
                }
            }
        }
        assertThat(longest).isLessThan(Duration.ofSeconds(15));
    }

    private static Duration max(Duration one, Duration another) {
        return one.compareTo(another) > 0 ? one : another;
    }

    private Path profile(PlatformTenant tenant, String instanceId) throws IOException {
        String group =
                "group_id: " + tenant.configuration().profile().wiring().kafka().groupId();
        return Files.writeString(
                folder.resolve(instanceId + ".yaml"),
                tenant.text().replace(group, group + "\n    group_instance_id: " + instanceId));
    }

    /** How long the last member under a profile has waited for partitions. */
    private static Path waitFile(Path profile) {
        return profile.resolveSibling(profile.getFileName() + ".waited");
    }

    private static Wiring.Kafka kafka(Path profile) {
        return Configuration.load(profile, Map.of(), PlatformFixture.SCHEMAS)
                .profile()
                .wiring()
                .kafka();
    }

    private static Process startMember(Path profile) throws IOException {
        return new ProcessBuilder(ChildJvm.ofThisClassPath(CrashingMember.class, profile.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** The other member has to poll meanwhile, or the group waits for it. */
    private static void awaitEnd(Process member, Consumer<byte[], byte[]> other) {
        await("the member has partitions, and ends")
                .atMost(TIMEOUT)
                .pollInterval(POLL)
                .until(() -> partitionsOf(other) >= 0 && !member.isAlive());
        assertThat(member.exitValue()).isEqualTo(CrashingMember.CRASHED);
    }

    /** A member of the group that dies as soon as it has partitions, and leaves no word to the broker. */
    static final class CrashingMember {
        private static final int CRASHED = 137;

        private CrashingMember() {}

        public static void main(String[] arguments) throws IOException {
            Path profile = Path.of(arguments[0]);
            Wiring.Kafka kafka = kafka(profile);
            try (Consumer<byte[], byte[]> member = member(kafka)) {
                member.subscribe(List.of(kafka.topics().requests()));
                long start = System.nanoTime();
                while (partitionsOf(member) == 0) {
                    Thread.onSpinWait();
                }
                Files.writeString(waitFile(profile), String.valueOf((System.nanoTime() - start) / 1_000_000));
                Runtime.getRuntime().halt(CRASHED);
            }
        }
    }

    /** As the worker makes its own. */
    private static Consumer<byte[], byte[]> member(Wiring.Kafka kafka) {
        return KafkaClientFactory.of(kafka).consumer(kafka.groupId(), kafka.groupInstanceId(), 10);
    }

    private static int partitionsOf(Consumer<byte[], byte[]> member) {
        member.poll(Duration.ofMillis(100));
        return member.assignment().size();
    }
}

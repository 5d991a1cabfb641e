package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.app.wiring.ExternalResources;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer group after one of its workers was killed, and while one is killed again and again. */
class KilledWorkerIT {
    private static final Logger LOG = LoggerFactory.getLogger(KilledWorkerIT.class);

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int DEATHS = 4;

    /** Until Kafka gives up a member that says nothing else: far longer than the session of a worker. */
    private static final Duration KAFKAS_OWN_SESSION = Duration.ofSeconds(45);

    /** So that the one who comes back has not been given up, however long it takes to start. */
    private static final Duration LONG_SESSION = Duration.ofMinutes(2);

    /** Twice a worker's, so that a busy machine's own waits are few beside it. */
    private static final Duration LOOP_SESSION = Duration.ofSeconds(20);

    /** A request waits for one, and for what a machine takes besides; for more if who comes back joins at once. */
    private static final Duration TWO_SESSIONS = LOOP_SESSION.multipliedBy(2);

    private static final Duration POLL = Duration.ofMillis(200);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void thePartitionsOfAKilledWorkerAreServedAgainSoonerThanByKafkasDefault() throws Exception {
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

            assertThat(Duration.between(killed, Instant.now())).isLessThan(KAFKAS_OWN_SESSION);
        } finally {
            worker.destroyForcibly();
        }
    }

    /** The other member only polls. */
    @Test
    void aWorkerThatComesBackUnderItsNameGetsItsPartitionsWithoutARebalance() throws Exception {
        PlatformTenant tenant = new PlatformTenant("returning_worker_it");
        Path named = withSession(LONG_SESSION, profile(tenant, "worker-0"));
        Wiring.Kafka kafka = kafka(withSession(LONG_SESSION, profile(tenant, "worker-1")));
        try (Consumer<byte[], byte[]> other = member(kafka)) {
            other.subscribe(List.of(kafka.topics().requests()));
            awaitEnd(startMember(named), other);
            await("a partition each").atMost(TIMEOUT).pollInterval(POLL).until(() -> partitionsOf(other) == 1);
            int generation = other.groupMetadata().generationId();

            awaitEnd(startMember(named), other);

            assertThat(Long.parseLong(Files.readString(waitFile(named))))
                    .as("milliseconds until the second had partitions")
                    .isLessThan(LONG_SESSION.toMillis());
            assertThat(other.groupMetadata().generationId()).isEqualTo(generation);
        }
    }

    @Test
    @Tag("chaos")
    void aCrashLoopingWorkerThatIsStartedAgainAtOnceLetsNoRequestWaitForTwoSessions() throws Exception {
        PlatformTenant tenant = new PlatformTenant("crash_loop_it");
        Path profile = withSession(LOOP_SESSION, Files.writeString(folder.resolve("crash-loop.yaml"), tenant.text()));

        assertThat(longestWait(profile)).isLessThan(TWO_SESSIONS);
    }

    @Test
    @Tag("chaos")
    void theSameHoldsForAWorkerWithAStableName() throws Exception {
        PlatformTenant tenant = new PlatformTenant("named_crash_loop_it");
        Path healthy = withSession(LOOP_SESSION, Files.writeString(folder.resolve("healthy.yaml"), tenant.text()));
        Path crashing = withSession(LOOP_SESSION, profile(tenant, "worker-0"));

        assertThat(longestWait(crashing, healthy)).isLessThan(TWO_SESSIONS);
    }

    private Duration longestWait(Path profile) throws Exception {
        return longestWait(profile, profile);
    }

    /** Of all requests that are sent while a worker beside a healthy member dies, again and again. */
    private static Duration longestWait(Path crashingProfile, Path healthyProfile) throws Exception {
        Wiring.Kafka kafka = kafka(healthyProfile);
        String topic = kafka.topics().requests();
        Duration longest = Duration.ZERO;
        int sent = 0;
        Set<String> received = new HashSet<>();
        try (Consumer<byte[], byte[]> healthy = member(kafka);
                Producer<byte[], byte[]> requests = KafkaClientFactory.of(kafka).producer()) {
            healthy.subscribe(List.of(topic));
            await().atMost(TIMEOUT).pollInterval(POLL).until(() -> partitionsOf(healthy) == 2);
            Process crashing = startMember(crashingProfile);
            for (int deaths = 0; deaths < DEATHS || received.size() < sent; ) {
                if (deaths < DEATHS) {
                    requests.send(new ProducerRecord<>(topic, sent++ % 2, null, new byte[] {1}))
                            .get();
                }
                for (ConsumerRecord<byte[], byte[]> record : healthy.poll(POLL)) {
                    received.add(record.partition() + "@" + record.offset());
                    longest = max(longest, Duration.ofMillis(System.currentTimeMillis() - record.timestamp()));
                }
                healthy.commitSync();
                if (deaths < DEATHS && !crashing.isAlive()) {
                    assertThat(crashing.exitValue()).isEqualTo(CrashingMember.CRASHED);
                    deaths++;
                    crashing = deaths < DEATHS ? startMember(crashingProfile) : crashing;
                }
            }
        }
        LOG.info("the longest wait was {} ms", longest.toMillis());
        return longest;
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

    private static Path withSession(Duration session, Path profile) throws IOException {
        String text = Files.readString(profile);
        assertThat(text).contains("properties: {}");
        return Files.writeString(
                profile,
                text.replace("properties: {}", "properties: {session.timeout.ms: " + session.toMillis() + "}"));
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

    /** A worker that dies as soon as it has partitions, and leaves no word to the broker. */
    static final class CrashingMember {
        private static final int CRASHED = 137;

        private CrashingMember() {}

        public static void main(String[] arguments) throws InterruptedException {
            Path profile = Path.of(arguments[0]);
            Configuration configuration = Configuration.load(profile, Map.of(), PlatformFixture.SCHEMAS);
            ExternalResources real = ExternalResources.of(configuration);
            ExternalResources deadly = intercept(ExternalResources.class, real, (method, given) -> {
                Object result = method.invoke(real, given);
                return method.getName().equals("consumer") ? deadly((Consumer<?, ?>) result, profile) : result;
            });
            Worker.start(configuration, PlatformFixture.SCHEMAS, deadly).awaitEnd();
        }

        @SuppressWarnings("unchecked") // topics are texts
        private static Consumer<?, ?> deadly(Consumer<?, ?> consumer, Path profile) {
            return intercept(Consumer.class, consumer, (method, given) -> {
                if (method.getName().equals("subscribe")) {
                    long start = System.nanoTime();
                    consumer.subscribe((Collection<String>) given[0], new ConsumerRebalanceListener() {
                        @Override
                        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                            if (!partitions.isEmpty()) {
                                die(profile, (System.nanoTime() - start) / 1_000_000);
                            }
                        }

                        @Override
                        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
                    });
                    return null;
                }
                return method.invoke(consumer, given);
            });
        }

        private static void die(Path profile, long waitedMillis) {
            try {
                Files.writeString(waitFile(profile), String.valueOf(waitedMillis));
                Runtime.getRuntime().halt(CRASHED);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private interface Interception {
            @Nullable
            Object call(Method method, @Nullable Object[] given) throws ReflectiveOperationException;
        }

        private static <T> T intercept(Class<T> type, T target, Interception interception) {
            return type.cast(Proxy.newProxyInstance(
                    target.getClass().getClassLoader(),
                    new Class<?>[] {type},
                    (self, method, given) -> interception.call(method, given == null ? new Object[0] : given)));
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

package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.app.wiring.BrokerAdmin;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A worker at work while one neighbour after the other fails, each in its own way. Whatever it is, no request is lost,
 * no run fails or loses an attempt for it, each is published once, and the worker is ready again by itself. That of the
 * schema registry is in {@code RegistryOutageIT}, that of the store in {@code StoreFaultsIT}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExternalResourcesIT {
    private static final Duration TIMEOUT = WorkerClusterFixture.TIMEOUT;

    private static final String WRITERS_THAT_WAIT =
            "FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND backend_xid IS NOT NULL";

    private final WorkerClusterFixture shared = new WorkerClusterFixture();
    private final Wiring.Kafka kafka = shared.configuration().profile().wiring().kafka();
    private final TopicRecordReader topics = new TopicRecordReader(shared.configuration());

    @AfterAll
    void close() {
        topics.close();
        shared.close();
    }

    @Test
    void aDatabaseThatRestartsUnderLoadLosesNoRequest() {
        try (Worker worker = shared.worker()) {
            awaitReady(worker);
            String before = shared.submit(100);
            shared.awaitStart(before);

            shared.platform().database().stop();
            String meanwhile = shared.submit(101);
            awaitReason(worker, "database", "");
            assertThat(HealthPage.of(worker, "/livez").status()).isEqualTo(200);
            shared.platform().database().start();

            shared.awaitReceipts(List.of(before, meanwhile));
            awaitReady(worker);
            assertPublishedOnce(List.of(before, meanwhile));
        }
    }

    /** As after a failover to a replica that is not promoted yet: it answers, and takes nothing. */
    @Test
    void aReadOnlyLedgerPausesIntakeWithoutARebalance() {
        try (Worker worker = shared.worker()) {
            awaitReady(worker);
            Set<String> members = members();
            shared.setReadOnly(true);

            String runKey = shared.submit(110);

            awaitReason(worker, "consumer", "leaves requests on their topic for now: the ledger's database");
            assertThat(metrics(worker).value("mf_intake_paused")).isEqualTo(1);
            await("several waits").atMost(TIMEOUT).until(() -> faults(worker, "intake") >= 4);
            assertThat(members()).isEqualTo(members);

            shared.setReadOnly(false);

            shared.awaitReceipts(List.of(runKey));
            awaitReady(worker);
            assertThat(metrics(worker).value("mf_intake_paused")).isZero();
            assertThat(members()).isEqualTo(members);
            assertPublishedOnce(List.of(runKey));
        }
    }

    @Test
    void aTransactionThatIsCutInItsMidstIsDoneAgain() {
        try (Worker worker = worker("heartbeat_seconds: 10", "heartbeat_seconds: 1")) {
            awaitReady(worker);
            String runKey = shared.withHeldEvents(RunEventType.EVAL_READY, () -> {
                String accepted = shared.withLockedTables("mf_outbox", () -> {
                    String asked = shared.submit(200);
                    cutTheWriterThatWaits();
                    return asked;
                });
                awaitFault(worker, "intake");
                shared.awaitStart(accepted);
                cutTheWriterThatWaits();
                return accepted;
            });

            shared.awaitReceipts(List.of(runKey));
            awaitReady(worker);
            assertThat(faults(worker, "execution")).isPositive();
            assertPublishedOnce(List.of(runKey));
        }
    }

    @Test
    void anExhaustedConnectionPoolIsATransientFault() {
        try (Worker worker = shared.worker(profile ->
                replaced(replaced(profile, "pool_size: 8", "pool_size: 6"), "concurrency: 1", "concurrency: 2"))) {
            awaitReady(worker);
            String runKey = shared.withLockedTables("mf_run, mf_request, mf_outbox", () -> {
                await().atMost(TIMEOUT).until(() -> metrics(worker).value("hikaricp_connections_active") >= 6);
                String asked = shared.submit(300);

                awaitFault(worker, "intake");
                awaitReason(worker, "database", "");
                awaitReason(worker, "consumer", "leaves requests on their topic for now");
                assertThat(metrics(worker).value("hikaricp_connections_timeout_total"))
                        .isPositive();
                return asked;
            });

            shared.awaitReceipts(List.of(runKey));
            awaitReady(worker);
            assertPublishedOnce(List.of(runKey));
        }
    }

    @Test
    void aBrokerOutageDelaysMessagesOnly() {
        try (Worker worker = shared.worker()) {
            awaitReady(worker);
            String runKey = shared.submit(400);
            shared.awaitStart(runKey);

            shared.platform().kafka().stop();

            awaitReason(worker, "broker", "");
            shared.awaitReceipts(List.of(runKey));

            shared.platform().kafka().start();

            awaitReady(worker);
            String next = shared.submit(401);
            shared.awaitReceipts(List.of(next));
            assertPublishedOnce(List.of(runKey, next));
        }
    }

    /** Waits for a transaction that has written already and cannot go on, and ends its connection. */
    private int cutTheWriterThatWaits() {
        return await().atMost(TIMEOUT)
                .until(
                        () -> shared.sql("SELECT count(pg_terminate_backend(pid))::int " + WRITERS_THAT_WAIT),
                        cut -> cut > 0);
    }

    private Worker worker(String setting, String instead) {
        return shared.worker(profile -> replaced(profile, setting, instead));
    }

    private static String replaced(String profile, String setting, String instead) {
        assertThat(profile).contains(setting);
        return profile.replace(setting, instead);
    }

    private Set<String> members() {
        try (BrokerAdmin broker = BrokerAdmin.open(kafka)) {
            return broker
                    .call(admin -> admin.describeConsumerGroups(List.of(kafka.groupId()))
                            .describedGroups()
                            .get(kafka.groupId()))
                    .members()
                    .stream()
                    .map(MemberDescription::consumerId)
                    .collect(Collectors.toSet());
        }
    }

    /** Each run has one bundle, one lifecycle event by its id, no failure and no attempt but for an expired lease. */
    private void assertPublishedOnce(List<String> runKeys) {
        for (String runKey : runKeys) {
            RunRecord run = shared.ledger().find(runKey).orElseThrow();
            assertThat(run.state()).isEqualTo(RunState.PUBLISHED);
            assertThat(run.fullRunAttempts()).as(runKey).isEqualTo(unreleasedClaims(runKey));
            assertThat(shared.events(runKey))
                    .extracting(RunEvent::type)
                    .doesNotContain(RunEventType.RUN_FAILED, RunEventType.PUBLISH_PENDING)
                    .containsOnlyOnce(RunEventType.REQUEST_QUEUED, RunEventType.BUNDLE_PUBLISHED);
        }
        List<String> announcements = shared.lifecycleEvents();
        topics.await(kafka.topics().registryEvents(), any -> announced().containsAll(announcements));
        assertThat(announcements)
                .as("one for each run so far")
                .doesNotHaveDuplicates()
                .hasSize(shared.sql("SELECT count(*)::int FROM mf_run WHERE state = 'PUBLISHED'"));
        assertThat(announced()).containsExactlyInAnyOrderElementsOf(announcements);
    }

    /** A claim that was released cost no attempt; one whose lease expired during an outage did. */
    private int unreleasedClaims(String runKey) {
        List<RunEventType> history =
                shared.events(runKey).stream().map(RunEvent::type).toList();
        return Collections.frequency(history, RunEventType.RUN_STARTED)
                + Collections.frequency(history, RunEventType.RUN_RESUMED)
                - Collections.frequency(history, RunEventType.RUN_HANDED_BACK);
    }

    private Set<String> announced() {
        return topics.seen(kafka.topics().registryEvents()).stream()
                .map(event -> TopicRecordReader.header(event, "ce_id"))
                .collect(Collectors.toSet());
    }

    private static MetricsExposition metrics(Worker worker) {
        return MetricsExposition.parse(HealthPage.of(worker, "/metrics").body());
    }

    private static double faults(Worker worker, String source) {
        return metrics(worker).value("mf_faults_total", Map.of("source", source));
    }

    private static void awaitFault(Worker worker, String source) {
        await().atMost(TIMEOUT).until(() -> faults(worker, source) > 0);
    }

    private static void awaitReady(Worker worker) {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            HealthPage page = HealthPage.of(worker, "/readyz");
            assertThat(page.status()).as(page.body()).isEqualTo(200);
        });
    }

    private static void awaitReason(Worker worker, String check, String reason) {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            HealthPage page = HealthPage.of(worker, "/readyz");
            assertThat(page.status()).isEqualTo(503);
            assertThat(page.reason(check)).as(page.body()).isNotBlank().contains(reason);
        });
    }
}

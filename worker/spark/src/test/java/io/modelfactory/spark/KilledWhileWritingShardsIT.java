package io.modelfactory.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two workers of which one is killed when its job waits for shards that are still being written to a bucket. */
class KilledWhileWritingShardsIT {
    private final StandaloneCluster cluster = StandaloneCluster.shared();
    private final BucketServer server = BucketServer.start(Files.createTempDirectory("bucket"));
    private final HeldUploads uploads = HeldUploads.before(server.endpoint());
    private final SparkTenant tenant = new SparkTenant("killed_while_writing_it", "spark", cluster)
            .withRounds(50)
            .inBucket(server, uploads.endpoint());
    private final TenantLedger ledger = tenant.ledger();
    private final WorkerPair workers = new WorkerPair(tenant);

    KilledWhileWritingShardsIT() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        try (server;
                uploads) {
            workers.close();
        }
    }

    @Test
    void itsJobEndsWithoutRowsAndTheNextWorkersPublishesOnceThoughAShardOfItComesLate() throws Exception {
        workers.complete();
        String runKey = tenant.submit("mf.killed.writing.1");
        uploads.awaitHeld(1);
        assertThat(server.shardKeys()).singleElement().asString().startsWith(keys(runKey, 1));
        await().atMost(JobProcesses.LONG_ENOUGH)
                .untilAsserted(() -> assertThat(cluster.executors()).hasSize(2));
        ProcessHandle driver = onlyDriver(runKey);

        workers.kill(workers.familyOf(driver).get(0));

        await().atMost(JobProcesses.LONG_ENOUGH).until(() -> !driver.isAlive());
        uploads.awaitHeld(2);
        assertThat(onlyDriver(runKey)).isNotEqualTo(driver);
        assertThat(server.shardKeys()).isEmpty();
        uploads.letOnePass();
        await().atMost(JobProcesses.LONG_ENOUGH).until(() -> !server.shardKeys().isEmpty());
        assertThat(server.shardKeys()).singleElement().asString().startsWith(keys(runKey, 1));
        uploads.letAllPass();

        await().atMost(JobProcesses.LONG_ENOUGH)
                .until(() -> ledger.eventTypes(runKey).contains("BUNDLE_PUBLISHED"));
        assertThat(ledger.eventTypes(runKey))
                .containsExactly(
                        "REQUEST_QUEUED", "RUN_STARTED", "RUN_RESUMED", "EVAL_READY", "GATE_PASS", "BUNDLE_PUBLISHED");
        assertThat(ledger.announcedBundles(runKey)).hasSize(1);
        assertThat(tenant.publishedBundles()).hasSize(1);
        await().atMost(JobProcesses.LONG_ENOUGH).untilAsserted(() -> {
            assertThat(JobProcesses.drivers(runKey)).isEmpty();
            assertThat(cluster.executors()).isEmpty();
            assertThat(server.shardKeys()).isEmpty();
        });
    }

    private static ProcessHandle onlyDriver(String runKey) {
        List<ProcessHandle> drivers = JobProcesses.drivers(runKey);
        assertThat(drivers).hasSize(1);
        return drivers.get(0);
    }

    private static String keys(String runKey, int token) {
        return "shards/" + runKey + ".token-" + token + ".";
    }
}

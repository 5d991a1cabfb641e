package io.modelfactory.worker.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.modelfactory.worker.config.Yaml;
import io.modelfactory.worker.ledger.LedgerDatabase;
import java.nio.file.Files;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** What the scaler asks, asked for real. */
class AutoscalingIT {
    private final JsonNode spec = KubernetesManifests.document("components/autoscaling/scaled-object.yaml")
            .path("spec");

    @Test
    void theScalerRoleSeesTheBacklogOnly() {
        String query = trigger("postgresql").path("query").asText();
        try (LedgerDatabase database = LedgerDatabase.create()) {
            database.sql().useHandle(handle -> {
                insertRun(handle, "waiting", "now()", "NULL");
                insertRun(handle, "at-work", "now()", "now() + interval '1 minute'");
                insertRun(handle, "later", "now() + interval '1 hour'", "NULL");
                handle.execute("CREATE ROLE scaler");
                handle.execute("GRANT SELECT ON mf_backlog TO scaler");
                handle.execute("SET ROLE scaler");

                assertThat(handle.createQuery(query).mapTo(Integer.class).one())
                        .as("the run that waits and the one at work")
                        .isEqualTo(2);
                assertThat(handle.createQuery("SELECT has_table_privilege('mf_run', 'SELECT')")
                                .mapTo(Boolean.class)
                                .one())
                        .isFalse();
                handle.execute("RESET ROLE");
            });
        }
    }

    @Test
    void theLagIsThatOfTheGroupAndTopicThatProductionReads() {
        JsonNode lag = trigger("kafka");
        ProfileVariables production = ProfileVariables.of("config/profiles/prod.yaml");

        assertThat(lag.path("topic").asText()).isEqualTo("fp.bus.learning.mf.requests.v1");
        assertThat(lag.path("consumerGroup").asText()).isEqualTo("model-factory");
        assertThat(production.all()).contains("MF_KAFKA_GROUP_ID");
        assertThat(KubernetesManifests.environment("prod"))
                .as("else the group is another")
                .doesNotContainKey("MF_KAFKA_GROUP_ID");
    }

    @Test
    void asManyWorkersAsTheDeploymentHasAreAlwaysThere() {
        assertThat(spec.path("minReplicaCount").intValue())
                .isEqualTo(spec.at("/fallback/replicas").intValue())
                .isEqualTo(KubernetesManifests.worker().getSpec().getReplicas());
        assertThat(spec.at("/scaleTargetRef/name").asText())
                .isEqualTo(KubernetesManifests.worker().getMetadata().getName());
    }

    /** Each row: runs that wait, runs in progress; as a day of two bursts went. */
    @Test
    void theDesiredCountIsNeverBelowTheBusyWorkers() {
        int target = trigger("postgresql").path("targetQueryValue").asInt();
        int concurrency =
                Integer.parseInt(KubernetesManifests.workerVariables().getOrDefault("MF_TRAINING_CONCURRENCY", ""));
        int max = spec.path("maxReplicaCount").intValue();
        List<int[]> recorded = List.of(
                new int[] {0, 0},
                new int[] {5, 1},
                new int[] {30, 4},
                new int[] {22, 8},
                new int[] {3, 8},
                new int[] {0, 8},
                new int[] {0, 7},
                new int[] {0, 3},
                new int[] {1, 2},
                new int[] {0, 1});

        assertThat(recorded).allSatisfy(moment -> {
            int busy = ceilDiv(moment[1], concurrency);
            int desired = Math.min(max, ceilDiv(moment[0] + moment[1], target));
            assertThat(desired)
                    .as("%d wait, %d in progress", moment[0], moment[1])
                    .isGreaterThanOrEqualTo(busy);
        });
        assertThat(spec.at("/fallback/behavior").asText())
                .as("while the database cannot be asked")
                .isEqualTo("currentReplicasIfHigher");
    }

    @Test
    void allWorkersTogetherFitIntoTheDatabasesDefaultConnections() throws Exception {
        int poolSize = Yaml.parse(Files.readAllBytes(Dockerfile.PROJECT.resolve("config/profiles/prod.yaml")))
                .at("/wiring/database/pool_size")
                .intValue();
        int workers = spec.path("maxReplicaCount").intValue()
                + KubernetesManifests.worker()
                        .getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxSurge()
                        .getIntVal();

        assertThat(workers * (poolSize + 1)).isEqualTo(81).isLessThanOrEqualTo(100 - 3);
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private JsonNode trigger(String type) {
        for (JsonNode trigger : spec.path("triggers")) {
            if (trigger.path("type").asText().equals(type)) {
                return trigger.path("metadata");
            }
        }
        return MissingNode.getInstance();
    }

    private static void insertRun(Handle handle, String runKey, String availableAt, String leaseDeadline) {
        String owner = leaseDeadline.equals("NULL") ? "NULL" : "'worker-1'";
        handle.execute("""
                INSERT INTO mf_run (run_key, train_run_key, platform_run_id, scope_key, request, requester, state, execution_mode,
                    available_at, lease_owner, lease_deadline)
                VALUES ('%1$s', '%1$s', 'run', 'scope', '{}', 'SYSTEM::test', 'QUEUED', 'NONE', %2$s, %3$s, %4$s)
                """.formatted(runKey, availableAt, owner, leaseDeadline));
    }
}

package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a running worker answers to probes while its neighbours come and go. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final PlatformFixture fixture = new PlatformFixture();
    private final Configuration configuration = fixture.configuration();
    private final Worker worker = Worker.start(configuration, PlatformFixture.SCHEMAS);

    @AfterAll
    void stopEverything() {
        worker.close();
        fixture.close();
    }

    @Test
    void aWorkerWithoutDatabaseIsNotReady() {
        awaitReady();

        fixture.platform().database().stop();

        awaitReason("database");
        assertThat(HealthPage.of(worker, "/livez").status()).isEqualTo(200);
        // What was known a moment ago is said for a moment longer.
        await().atMost(TIMEOUT).untilAsserted(() -> {
            MetricsExposition during =
                    MetricsExposition.parse(HealthPage.of(worker, "/metrics").body());
            assertThat(during.value("mf_health", Map.of("check", "database"))).isZero();
            assertThat(during.value("mf_backlog_runs")).as("unknown").isNaN();
        });

        fixture.platform().database().start();

        awaitReady();
    }

    @Test
    void aWorkerWithoutBrokerIsNotReady() {
        awaitReady();

        fixture.platform().kafka().stop();

        awaitReason("broker");
        assertThat(HealthPage.of(worker, "/livez").status()).isEqualTo(200);

        fixture.platform().kafka().start();

        awaitReady();
    }

    @Test
    void aWorkerWithoutSchemaRegistryIsNotReady() {
        awaitReady();

        fixture.platform().schemaRegistry().stop();

        awaitReason("schema_registry");

        fixture.platform().schemaRegistry().start();

        awaitReady();
    }

    @Test
    void infoSaysWhatRunsHere() {
        JsonNode info = HealthPage.of(worker, "/info").json();

        assertThat(info.path("release").textValue())
                .isEqualTo(configuration.profile().policy().serviceReleaseId());
        assertThat(info.path("run_config_digest").textValue()).isEqualTo(configuration.runConfigDigest());
        assertThat(info.path("profile_id").textValue()).isEqualTo("local");
        assertThat(info.path("worker").textValue()).startsWith("mf-");
    }

    @Test
    void aPortInUseFailsTheStartNamingItsKey() {
        fixture.environment()
                .put(
                        "MF_TELEMETRY_PORT",
                        Integer.toString(URI.create(worker.healthUrl()).getPort()));

        assertThatThrownBy(() -> Worker.start(fixture.configuration(), PlatformFixture.SCHEMAS))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("wiring.telemetry.port: cannot listen on 127.0.0.1:")
                .hasMessageContaining("or 0 for any that is free");
    }

    private void awaitReady() {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            HealthPage page = HealthPage.of(worker, "/readyz");
            assertThat(page.status()).as(page.body()).isEqualTo(200);
        });
    }

    private void awaitReason(String check) {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            HealthPage page = HealthPage.of(worker, "/readyz");
            assertThat(page.status()).isEqualTo(503);
            assertThat(page.reason(check)).as(page.body()).isNotBlank();
        });
    }
}

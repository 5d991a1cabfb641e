package io.modelfactory.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class LocalPlatformIT {
    @Test
    void theEnvironmentLeadsToRunningServices() throws Exception {
        try (LocalPlatform platform = LocalPlatform.start(DataDirectory.temporary())) {
            Map<String, String> environment = platform.environment();

            try (Admin admin =
                    Admin.create(Map.of("bootstrap.servers", value(environment, "MF_KAFKA_BOOTSTRAP_SERVERS")))) {
                assertThat(admin.listTopics().names().get())
                        .containsAll(Arrays.stream(PlatformTopic.values())
                                .map(PlatformTopic::topic)
                                .toList());
            }
            try (Connection connection = DriverManager.getConnection(
                    value(environment, "MF_DATABASE_URL"),
                    value(environment, "MF_DATABASE_USER"),
                    value(environment, "MF_DATABASE_PASSWORD"))) {
                assertThat(connection.isValid(5)).isTrue();
            }
            assertThat(URI.create(value(environment, "MF_SCHEMA_REGISTRY_URL") + "/subjects")
                            .toURL()
                            .openStream())
                    .hasContent("[]");
            assertThat(Path.of(value(environment, "MF_OBJECT_STORE_ROOT"))).isEmptyDirectory();
        }
    }

    @Test
    void dependentsAreStoppedBeforeThePlatform() {
        List<Boolean> databaseAnswered = new ArrayList<>();
        try (LocalPlatform platform = LocalPlatform.start(DataDirectory.temporary())) {
            EmbeddedDatabase.Access access = platform.databaseAccess();
            platform.stopFirst(() -> {
                try (Connection connection =
                        DriverManager.getConnection(access.jdbcUrl(), access.user(), access.password())) {
                    databaseAnswered.add(connection.isValid(5));
                }
            });
        }

        assertThat(databaseAnswered).containsExactly(true);
    }

    private static String value(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "");
    }
}

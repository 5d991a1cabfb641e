package io.modelfactory.containers;

import io.modelfactory.local.EmbeddedDatabase.Access;
import io.modelfactory.local.LocalDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL's own image, with the durability of a production server. */
final class ContainerDatabase implements LocalDatabase {
    private static final String IMAGE = "postgres:18-alpine";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    @SuppressWarnings("resource") // close() closes it
    private final RestartableContainer<PostgreSQLContainer> server = new RestartableContainer<>(
            new PostgreSQLContainer(IMAGE)
                    // The same sort order and case rules as the embedded server's.
                    .withEnv("POSTGRES_INITDB_ARGS", "--locale-provider=builtin --builtin-locale=C.UTF-8")
                    // The library switches syncing off by default, which would make every test of durability worthless.
                    .withCommand("postgres", "-c", "fsync=on", "-c", "synchronous_commit=on"),
            PostgreSQLContainer.POSTGRESQL_PORT);

    @Override
    public void start() {
        server.start();
        awaitAnswer();
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public Access createDatabase(String name) {
        if (!DATABASE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a database name must match " + DATABASE_NAME + ", not: " + name);
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            if (!exists(connection, name)) {
                statement.execute("CREATE DATABASE " + name);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database " + name + " was not created: " + e.getMessage(), e);
        }
        PostgreSQLContainer container = server.container();
        return new Access(
                "jdbc:postgresql://%s:%d/%s"
                        .formatted(
                                container.getHost(),
                                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                                name),
                container.getUsername(),
                container.getPassword());
    }

    private Connection connect() throws SQLException {
        PostgreSQLContainer container = server.container();
        return DriverManager.getConnection(container.getJdbcUrl(), container.getUsername(), container.getPassword());
    }

    private static boolean exists(Connection connection, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** A container that was started again is up before its server is. */
    private void awaitAnswer() {
        Awaitility.await("PostgreSQL")
                .atMost(TIMEOUT)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(this::answers);
    }

    private boolean answers() throws SQLException {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        }
    }
}

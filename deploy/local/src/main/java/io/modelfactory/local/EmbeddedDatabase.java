package io.modelfactory.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A PostgreSQL server as a child process, with the durability of a production server: a commit that was acknowledged
 * outlives the server. Any client on this machine may connect; passwords are checked only if the server was given one.
 */
public final class EmbeddedDatabase implements LocalDatabase {
    /** The cluster's folder inside the data folder. */
    static final String FOLDER = "postgresql";

    /** Of the server that this release brings; another major version cannot read its data. */
    public static final int MAJOR_VERSION = 18;

    private static final String SUPERUSER = "postgres";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Pattern DATABASE_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final DataDirectory data;
    private final Path cluster;
    private final int port;
    private final boolean stopAtExit;
    private final Optional<Path> passwordFile;
    private Optional<EmbeddedPostgres> server = Optional.empty();

    public EmbeddedDatabase(DataDirectory data) {
        this(data, FreePorts.find());
    }

    public EmbeddedDatabase(DataDirectory data, int port) {
        this(data, port, true, Optional.empty());
    }

    private EmbeddedDatabase(DataDirectory data, int port, boolean stopAtExit, Optional<Path> passwordFile) {
        this.data = data;
        this.cluster = data.child(FOLDER);
        this.port = port;
        this.stopAtExit = stopAtExit;
        this.passwordFile = passwordFile;
    }

    /** A server that does not stop by itself when the JVM exits: its owner does, after those who still use it. */
    static EmbeddedDatabase stoppedByItsOwner(DataDirectory data) {
        return new EmbeddedDatabase(data, FreePorts.find(), false, Optional.empty());
    }

    /**
     * As {@link #stoppedByItsOwner(DataDirectory)}, for clients that know the password only.
     *
     * @param passwordFile holds the password, one line; a folder that has data already keeps the one it was made with
     */
    public static EmbeddedDatabase withPassword(DataDirectory data, int port, Path passwordFile) {
        return new EmbeddedDatabase(data, port, false, Optional.of(passwordFile));
    }

    /**
     * Stops the server that a killed process left behind on a data folder which no living process holds.
     *
     * @return whether there was one
     */
    public static boolean stopOrphan(Path data) {
        return OrphanedPostmaster.stop(data.resolve(FOLDER));
    }

    /** The server of a killed process on a data folder which no living process holds. */
    public static Optional<ProcessHandle> findOrphan(Path data) {
        return OrphanedPostmaster.find(data.resolve(FOLDER));
    }

    /** The major version of the server that wrote the data folder; empty if there is none in it yet. */
    public static Optional<String> majorVersionIn(Path data) {
        Path file = data.resolve(FOLDER).resolve("PG_VERSION");
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** How a client reaches one database. */
    public record Access(String jdbcUrl, String user, String password) {}

    @Override
    public synchronized void start() {
        if (server.isPresent()) {
            return;
        }
        OrphanedPostmaster.stop(cluster);
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setDataDirectory(cluster)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setPGStartupWait(START_TIMEOUT)
                    .setRegisterShutdownHook(stopAtExit)
                    // The same sort order and case rules on every machine, whatever its locale.
                    .setLocaleConfig("locale", "C")
                    .setLocaleConfig("locale-provider", "builtin")
                    .setLocaleConfig("builtin-locale", "C.UTF-8")
                    // The library switches syncing off by default, which would make every test of durability worthless.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "100");
            passwordFile.ifPresent(file -> requirePassword(builder, file));
            server = Optional.of(builder.start());
        } catch (IOException | IllegalStateException e) {
            throw new IllegalStateException("PostgreSQL did not start on port " + port + ": " + e.getMessage(), e);
        }
    }

    /** The library passes what it takes for locale settings to initdb, behind its own {@code -A trust}. */
    private static void requirePassword(EmbeddedPostgres.Builder builder, Path file) {
        builder.setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", file.toString())
                .setServerConfig("unix_socket_directories", "")
                .setConnectConfig("password", read(file));
    }

    private String password() {
        return passwordFile.map(EmbeddedDatabase::read).orElse(SUPERUSER);
    }

    private static String read(Path passwordFile) {
        try {
            return Files.readString(passwordFile).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the database's password from " + passwordFile, e);
        }
    }

    @Override
    public synchronized void stop() {
        if (server.isEmpty()) {
            return;
        }
        try {
            server.get().close();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL did not stop: " + e.getMessage(), e);
        } finally {
            server = Optional.empty();
        }
        // The library gives up after five seconds and leaves the server running.
        OrphanedPostmaster.stop(cluster);
    }

    @Override
    public void close() {
        stop();
        data.close();
    }

    @Override
    public Access createDatabase(String name) {
        if (!DATABASE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a database name must match " + DATABASE_NAME + ", not: " + name);
        }
        try (Connection connection = running()
                        .getPostgresDatabase(Map.of("password", password()))
                        .getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(connection, name)) {
                statement.execute("CREATE DATABASE " + name);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database " + name + " was not created: " + e.getMessage(), e);
        }
        return new Access("jdbc:postgresql://127.0.0.1:" + port + "/" + name, SUPERUSER, password());
    }

    private synchronized EmbeddedPostgres running() {
        return server.orElseThrow(() -> new IllegalStateException("PostgreSQL is not running: call start() first"));
    }

    private static boolean exists(Connection connection, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }
}

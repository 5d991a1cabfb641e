package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.ledger.schema.LedgerMigrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The shipped scripts, run on one database by JDBC as an administrator would, under names that no other test's roles
 * have.
 */
final class LedgerRoles {
    static final Path GRANTS = Path.of("..", "deploy", "database", "grants.sql");

    private static final Path ROLES = GRANTS.resolveSibling("roles.sql");
    private static final String ADMINISTRATOR = "postgres";

    private final String url;
    private final String prefix;

    /** @param prefix what the names of the roles begin with */
    LedgerRoles(String url, String prefix) {
        this.url = url;
        this.prefix = prefix;
    }

    String owner() {
        return prefix + "_owner";
    }

    String worker() {
        return prefix + "_worker";
    }

    String reader() {
        return prefix + "_reader";
    }

    String scaler() {
        return prefix + "_scaler";
    }

    String console() {
        return prefix + "_console";
    }

    /** The names, for the part {@code options} of a JDBC address. */
    String settings() {
        return Stream.of("worker", "reader", "scaler", "console")
                .map(name -> "-c%20mf." + name + "_role=" + prefix + "_" + name)
                .collect(Collectors.joining("%20"));
    }

    void create() {
        run(ADMINISTRATOR, ROLES);
    }

    void migrate() {
        LedgerMigrations.migrate(as(owner()));
    }

    void grant() {
        run(owner(), GRANTS);
    }

    /** Runs a statement as one of the roles. */
    void execute(String role, String statement) throws SQLException {
        try (Connection connection = as(role).getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /** Does the work while a transaction of a role that ran the statement is open; the work may end its session. */
    <T> T whileHolding(String role, String statement, Supplier<T> work) {
        try (Connection connection = as(role).getConnection();
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            sql.execute(statement);
            return work.get();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    private void run(String role, Path script) {
        try (Connection connection = as(role).getConnection();
                Statement sql = connection.createStatement()) {
            for (String name : new String[] {"owner", "worker", "reader", "scaler", "console"}) {
                sql.execute("SELECT set_config('mf." + name + "_role', '" + prefix + "_" + name + "', false)");
            }
            sql.execute(Files.readString(script));
        } catch (SQLException e) {
            throw new IllegalStateException(script + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PGSimpleDataSource as(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(role);
        return source;
    }
}

package io.modelfactory.local.up;

import io.modelfactory.local.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses a ledger with migrations that this release does not have. Workers of two releases may share a ledger during a
 * rollout, as a later release sees to it; here nothing says that the older one comes back for a moment only.
 */
final class LedgerReleaseCheck {
    private LedgerReleaseCheck() {}

    /**
     * @param workerJar which has the migrations of this release
     * @throws UpException if the ledger is of a newer release
     */
    static void requireKnownMigrations(EmbeddedDatabase.Access ledger, Path workerJar, PlatformFolder folder) {
        List<String> unknown = new ArrayList<>();
        try (URLClassLoader code =
                        new URLClassLoader(new URL[] {workerJar.toUri().toURL()}, null);
                Connection connection =
                        DriverManager.getConnection(ledger.jdbcUrl(), ledger.user(), ledger.password())) {
            for (String script : appliedScripts(connection)) {
                if (code.findResource("db/migration/" + script) == null) {
                    unknown.add(script);
                }
            }
        } catch (SQLException e) {
            throw new UpException("the ledger in " + folder.root() + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!unknown.isEmpty()) {
            throw new UpException(
                    ("the ledger in %s is of a newer release: this one does not have %s; use the release that"
                                    + " wrote it (%s or newer), or --data DIR for another folder")
                            .formatted(
                                    folder.root(),
                                    String.join(", ", unknown),
                                    folder.marker().read().release()));
        }
    }

    private static List<String> appliedScripts(Connection connection) throws SQLException {
        List<String> scripts = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet table = statement.executeQuery("SELECT to_regclass('flyway_schema_history') IS NOT NULL")) {
                if (!table.next() || !table.getBoolean(1)) {
                    return scripts;
                }
            }
            try (ResultSet rows = statement.executeQuery(
                    "SELECT script FROM flyway_schema_history WHERE type = 'SQL' AND success ORDER BY"
                            + " installed_rank")) {
                while (rows.next()) {
                    scripts.add(rows.getString(1));
                }
            }
        }
        return scripts;
    }
}

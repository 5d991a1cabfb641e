package io.modelfactory.local.demo;

import io.modelfactory.local.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The worker's table of runs, as a SQL client reads it. */
final class RunTableReader {
    private final EmbeddedDatabase.Access access;

    RunTableReader(EmbeddedDatabase.Access access) {
        this.access = access;
    }

    /** @param trainings how often the run was trained, or tried to */
    record Run(String runKey, String state, int trainings) {}

    Optional<Run> find(String runKey) {
        String sql = "SELECT state, full_run_attempts FROM mf_run WHERE run_key = ?";
        try (Connection connection = DriverManager.getConnection(access.jdbcUrl(), access.user(), access.password());
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, runKey);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? Optional.of(new Run(runKey, rows.getString(1), rows.getInt(2))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new DemoException("the ledger cannot be read: " + e.getMessage(), e);
        }
    }
}

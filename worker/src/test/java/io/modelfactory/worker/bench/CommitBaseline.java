package io.modelfactory.worker.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** The limit of any queue that lasts: transactions of a single small write, as many as there are to be. */
final class CommitBaseline {
    private static final int ROWS = 1_000;

    private final DataSource database;

    CommitBaseline(DataSource database) {
        this.database = database;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE bare_commit (id integer PRIMARY KEY, n bigint NOT NULL) WITH (fillfactor = 80)");
            statement.execute(
                    "INSERT INTO bare_commit SELECT g, 0 FROM generate_series(0, " + (ROWS * 64 - 1) + ") AS g");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Seconds for so many commits in all; threads write rows of their own, so that none waits for another's lock. */
    double seconds(int commits, int threads) {
        return ParallelTasks.seconds(threads, thread -> commit(commits / threads, thread));
    }

    /** @param thread that commits; others are at other rows */
    void commit(int commits, int thread) {
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE bare_commit SET n = n + 1 WHERE id = ?")) {
            for (int i = 0; i < commits; i++) {
                update.setInt(1, thread * ROWS + i % ROWS);
                update.executeUpdate();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * What runs leave outside of the worker, on an average.
 *
 * @param files in the store
 * @param folders in the store
 * @param commits of the ledger's database, those of the worker's looks for messages among them
 * @param messages in the outbox
 */
record SmallRunFootprint(double files, double folders, double commits, double messages) {
    /** Of all runs so far. */
    static SmallRunFootprint now(Path store, DataSource ledger) throws IOException {
        double[] entries = new double[2];
        try (Stream<Path> all = Files.walk(store)) {
            all.forEach(entry -> entries[Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? 1 : 0]++);
        }
        return new SmallRunFootprint(
                entries[0],
                entries[1],
                number(ledger, "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"),
                number(ledger, "SELECT count(*) FROM mf_outbox"));
    }

    private static double number(DataSource ledger, String sql) {
        try (Connection connection = ledger.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of each of the runs since. */
    SmallRunFootprint since(SmallRunFootprint before, int runs) {
        return new SmallRunFootprint(
                (files - before.files) / runs,
                (folders - before.folders) / runs,
                (commits - before.commits) / runs,
                (messages - before.messages) / runs);
    }

    int wholeFiles() {
        return (int) Math.round(files);
    }

    int wholeFolders() {
        return Math.max(1, (int) Math.round(folders));
    }

    int wholeCommits() {
        return (int) Math.round(commits);
    }

    int wholeMessages() {
        return (int) Math.round(messages);
    }

    ObjectNode toJson() {
        return Json.object()
                .put("files", FigureFormat.rounded(files))
                .put("folders", FigureFormat.rounded(folders))
                .put("commits", FigureFormat.rounded(commits))
                .put("messages", FigureFormat.rounded(messages));
    }
}

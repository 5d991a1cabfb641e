package io.modelfactory.local;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A process that starts a database, writes a row, and dies without a chance to clean up, as if it had been killed. */
final class KilledDatabaseProcess {
    static final String NAME = "abandoned";
    static final int EXIT_CODE = 42;

    private KilledDatabaseProcess() {}

    public static void main(String[] arguments) throws SQLException {
        EmbeddedDatabase database = new EmbeddedDatabase(DataDirectory.kept(Path.of(arguments[0])));
        database.start();
        EmbeddedDatabase.Access access = database.createDatabase(NAME);
        try (Connection connection = DriverManager.getConnection(access.jdbcUrl(), access.user(), access.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE letter AS SELECT 'written before the kill' AS content");
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}

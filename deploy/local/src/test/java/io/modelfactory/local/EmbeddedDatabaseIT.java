package io.modelfactory.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
    @Test
    void rowsAndAddressOutliveARestart() throws SQLException {
        try (EmbeddedDatabase database = new EmbeddedDatabase(DataDirectory.temporary())) {
            database.start();
            EmbeddedDatabase.Access access = database.createDatabase("letters");
            execute(access, "CREATE TABLE letter (content text)");
            execute(access, "INSERT INTO letter VALUES ('kept')");

            database.restart();

            assertThat(database.createDatabase("letters")).isEqualTo(access);
            assertThat(queryText(access, "SELECT content FROM letter")).isEqualTo("kept");
        }
    }

    @Test
    void anAcknowledgedCommitIsOnDisk() throws SQLException {
        try (EmbeddedDatabase database = new EmbeddedDatabase(DataDirectory.temporary())) {
            database.start();
            EmbeddedDatabase.Access access = database.createDatabase("letters");

            assertThat(queryText(access, "SHOW fsync")).isEqualTo("on");
            assertThat(queryText(access, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(queryText(access, "SHOW full_page_writes")).isEqualTo("on");
        }
    }

    @Test
    void theServerOfAKilledProcessReleasesItsFolder(@TempDir Path folder) throws Exception {
        startAndKill(folder);

        try (EmbeddedDatabase database = new EmbeddedDatabase(DataDirectory.kept(folder))) {
            database.start();
            EmbeddedDatabase.Access access = database.createDatabase(KilledDatabaseProcess.NAME);

            assertThat(queryText(access, "SELECT content FROM letter")).isEqualTo("written before the kill");
        }
    }

    @Test
    void aServerWithAPasswordTakesNoOtherClientAndListensOnLoopbackOnly(@TempDir Path folder) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "of this server only");
        try (DataDirectory data = DataDirectory.temporary();
                EmbeddedDatabase database = EmbeddedDatabase.withPassword(data, FreePorts.find(), password)) {
            database.start();
            database.restart();
            EmbeddedDatabase.Access access = database.createDatabase("letters");

            assertThat(access.password()).isEqualTo("of this server only");
            assertThat(queryText(access, "SHOW listen_addresses")).isEqualTo("localhost");
            assertThat(queryText(access, "SHOW unix_socket_directories")).isEmpty();
            assertThat(EmbeddedDatabase.majorVersionIn(data.path()))
                    .contains(String.valueOf(EmbeddedDatabase.MAJOR_VERSION));
            assertThatThrownBy(() -> DriverManager.getConnection(access.jdbcUrl(), access.user(), "postgres"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    /** After a reboot, a number in the folder may be that of another PostgreSQL. */
    @Test
    void aServerThatBeganAtAnotherTimeThanTheFolderSaysIsNotStopped(@TempDir Path folder) throws Exception {
        try (DataDirectory data = DataDirectory.temporary();
                EmbeddedDatabase other = new EmbeddedDatabase(data)) {
            other.start();
            List<String> lines = new ArrayList<>(Files.readAllLines(
                    data.path().resolve(EmbeddedDatabase.FOLDER).resolve("postmaster.pid")));
            lines.set(2, "1500000000");
            Path cluster = Files.createDirectories(folder.resolve(EmbeddedDatabase.FOLDER));
            Files.write(cluster.resolve("postmaster.pid"), lines);

            assertThat(EmbeddedDatabase.findOrphan(data.path())).isPresent();
            assertThat(EmbeddedDatabase.findOrphan(folder)).isEmpty();
            assertThat(EmbeddedDatabase.stopOrphan(folder)).isFalse();
        }
    }

    @Test
    void aNameThatIsNoIdentifierIsRefused() {
        try (EmbeddedDatabase database = new EmbeddedDatabase(DataDirectory.temporary())) {
            assertThatThrownBy(() -> database.createDatabase("letters; DROP TABLE letter"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("database name");
        }
    }

    private static void startAndKill(Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledDatabaseProcess.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(new File(folder.toFile(), "process.log")))
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(KilledDatabaseProcess.EXIT_CODE);
    }

    private static void execute(EmbeddedDatabase.Access access, String sql) throws SQLException {
        try (Connection connection = connect(access);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String queryText(EmbeddedDatabase.Access access, String sql) throws SQLException {
        try (Connection connection = connect(access);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static Connection connect(EmbeddedDatabase.Access access) throws SQLException {
        return DriverManager.getConnection(access.jdbcUrl(), access.user(), access.password());
    }
}

package io.modelfactory.worker.app.wiring;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Asks PostgreSQL's driver without {@link java.sql.DriverManager}, which would load every driver that there is first:
 * DuckDB's alone takes longer than a command that asks the ledger.
 */
class DirectDataSource extends PGSimpleDataSource {
    private static final Driver DRIVER = new Driver();

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        Properties login = new Properties();
        if (user != null) {
            login.setProperty("user", user);
        }
        if (password != null) {
            login.setProperty("password", password);
        }
        Connection connection = DRIVER.connect(getUrl(), login);
        if (connection == null) {
            throw new SQLException("the address is none of PostgreSQL");
        }
        return connection;
    }
}

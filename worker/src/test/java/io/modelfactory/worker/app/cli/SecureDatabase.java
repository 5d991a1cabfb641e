package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.kafka.TestCertificate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server that refuses connections without TLS and password. */
final class SecureDatabase implements AutoCloseable {
    private static final String USER = "postgres";

    private final EmbeddedPostgres postgres;
    private final TestCertificate certificate;
    private final String password;

    SecureDatabase(TestCertificate certificate, String password) throws IOException, SQLException {
        this.certificate = certificate;
        this.password = password;
        Path data = Files.createTempDirectory("secure-postgresql");
        postgres = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", certificate.certificate().toString())
                .setServerConfig("ssl_key_file", certificate.privateKey().toString())
                .start();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute("ALTER ROLE postgres PASSWORD '" + password + "'");
            Files.writeString(data.resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
            sql.execute("SELECT pg_reload_conf()");
        }
    }

    void create(String name) {
        execute("postgres", "CREATE DATABASE " + name);
    }

    /** JDBC, without credentials, for a client that trusts the certificate only. */
    String url(String name, TestCertificate trusted) {
        return plainUrl(name) + "?sslmode=verify-full&sslrootcert=" + trusted.certificate();
    }

    String plainUrl(String name) {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + name;
    }

    void execute(String name, String statement) {
        try (Connection connection = connection(name);
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    Connection connection(String name) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url(name, certificate));
        source.setUser(USER);
        source.setPassword(password);
        return source.getConnection();
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.modelfactory.worker.app.doctor;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.schema.LedgerHealthCheck;
import io.modelfactory.worker.ledger.schema.LedgerMigrations;
import java.time.Duration;
import java.util.List;

/** Whether the database answers, holds this release's ledger, and lets the worker use it. */
final class DatabaseCheck implements DoctorCheck {
    private static final String LEDGER = "ledger";
    private static final String CONNECTIONS = "database connections";

    /** Most workers at a time as deploy/kubernetes scales them: eight, and one more during a rollout. */
    static final int WORKERS = 9;

    private final Wiring.Database settings;
    private final Duration timeout;

    DatabaseCheck(Wiring.Database settings, Duration timeout) {
        this.settings = settings;
        this.timeout = timeout;
    }

    @Override
    public String subject() {
        return "database";
    }

    @Override
    public List<DoctorFinding> examine() {
        try (HikariDataSource database = DatabaseFactory.connectReadOnly(settings, timeout)) {
            LedgerHealthCheck checkup = new LedgerHealthCheck(database);
            LedgerHealthCheck.ServerStatus server = checkup.serverStatus();
            DoctorFinding reached = server.readOnly()
                    ? DoctorFinding.fail(
                            subject(),
                            "PostgreSQL " + server.version() + " takes no writes",
                            "point wiring.database.url at the primary")
                    : DoctorFinding.ok(subject(), "PostgreSQL " + server.version() + " as " + settings.user());
            return List.of(
                    reached,
                    connections(settings.poolSize(), checkup.connectionCapacity()),
                    ledger(checkup, server, LedgerMigrations.schemaStatus(database)));
        }
    }

    /** Each worker holds its pool at most, and one more connection to be notified. */
    static DoctorFinding connections(int poolSize, LedgerHealthCheck.ConnectionCapacity server) {
        int perWorker = poolSize + 1;
        int workers = server.limit() / perWorker;
        String fact = "max_connections leaves %d for %d workers of up to %d each, %d are open"
                .formatted(server.limit(), workers, perWorker, server.open());
        return workers >= WORKERS
                ? DoctorFinding.ok(CONNECTIONS, fact)
                : DoctorFinding.warn(
                        CONNECTIONS,
                        fact + "; the autoscaler starts up to " + WORKERS,
                        "lower wiring.database.pool_size, raise max_connections, or run fewer workers");
    }

    private DoctorFinding ledger(
            LedgerHealthCheck checkup, LedgerHealthCheck.ServerStatus server, LedgerMigrations.SchemaStatus standing) {
        if (!standing.foreign().isEmpty()) {
            return DoctorFinding.fail(
                    LEDGER,
                    "was changed by another release, or a migration failed: " + standing.foreign(),
                    "run the release that migrated it, or restore the ledger");
        } else if (!standing.pending().isEmpty()) {
            return pending(server, standing.pending());
        }
        List<String> missing = checkup.missingPrivileges();
        return missing.isEmpty()
                ? DoctorFinding.ok(LEDGER, "at " + standing.version().orElse("?") + ", the worker may use all tables")
                : DoctorFinding.fail(
                        LEDGER,
                        "the worker lacks " + String.join(", ", missing),
                        "grant them to the user of wiring.database.user");
    }

    private DoctorFinding pending(LedgerHealthCheck.ServerStatus server, List<String> pending) {
        if (!settings.migrate()) {
            return DoctorFinding.fail(
                    LEDGER,
                    "not migrated yet: " + pending + ", and wiring.database.migrate is false",
                    "run mf migrate as the ledger's owner");
        }
        return server.mayMigrate()
                ? DoctorFinding.warn(LEDGER, "not migrated yet: " + pending, "start a worker, which migrates it")
                : DoctorFinding.fail(
                        LEDGER,
                        "not migrated yet: " + pending + ", and the worker may not create tables",
                        "grant CREATE on the schema, or run mf migrate as the ledger's owner");
    }
}

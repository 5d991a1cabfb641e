package io.modelfactory.worker.app.doctor;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.app.runtime.Databases;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.LedgerCheckup;
import io.modelfactory.worker.ledger.LedgerMigrations;
import java.util.List;

/** Whether the database answers, holds this release's ledger, and lets the worker use it. */
final class DatabaseCheck implements Check {
    private static final String LEDGER = "ledger";

    private final Wiring.Database settings;

    DatabaseCheck(Wiring.Database settings) {
        this.settings = settings;
    }

    @Override
    public String subject() {
        return "database";
    }

    @Override
    public List<Finding> examine() {
        try (HikariDataSource database = Databases.connectToRead(settings)) {
            LedgerCheckup checkup = new LedgerCheckup(database);
            LedgerCheckup.Server server = checkup.server();
            Finding reached = server.readOnly()
                    ? Finding.fail(
                            subject(),
                            "PostgreSQL " + server.version() + " takes no writes",
                            "point wiring.database.url at the primary")
                    : Finding.ok(subject(), "PostgreSQL " + server.version() + " as " + settings.user());
            return List.of(reached, ledger(checkup, server, LedgerMigrations.standing(database)));
        }
    }

    private Finding ledger(LedgerCheckup checkup, LedgerCheckup.Server server, LedgerMigrations.Standing standing) {
        if (!standing.foreign().isEmpty()) {
            return Finding.fail(
                    LEDGER,
                    "was changed by another release, or a migration failed: " + standing.foreign(),
                    "run the release that migrated it, or restore the ledger");
        } else if (!standing.pending().isEmpty()) {
            return pending(server, standing.pending());
        }
        List<String> missing = checkup.missingPrivileges();
        return missing.isEmpty()
                ? Finding.ok(LEDGER, "at " + standing.version().orElse("?") + ", the worker may use all tables")
                : Finding.fail(
                        LEDGER,
                        "the worker lacks " + String.join(", ", missing),
                        "grant them to the user of wiring.database.user");
    }

    private Finding pending(LedgerCheckup.Server server, List<String> pending) {
        if (!settings.migrate()) {
            return Finding.fail(
                    LEDGER,
                    "not migrated yet: " + pending + ", and wiring.database.migrate is false",
                    "run mf migrate as the ledger's owner");
        }
        return server.mayMigrate()
                ? Finding.warn(LEDGER, "not migrated yet: " + pending, "start a worker, which migrates it")
                : Finding.fail(
                        LEDGER,
                        "not migrated yet: " + pending + ", and the worker may not create tables",
                        "grant CREATE on the schema, or run mf migrate as the ledger's owner");
    }
}

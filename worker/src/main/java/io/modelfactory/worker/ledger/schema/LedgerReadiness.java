package io.modelfactory.worker.ledger.schema;

import java.util.List;
import javax.sql.DataSource;

/**
 * Whether a database holds a ledger of this release. It is asked until it does, and not again: a ledger does not go
 * away, and who looks at it asks with each page.
 */
public final class LedgerReadiness {
    private final DataSource database;
    private volatile boolean exists;
    private volatile boolean complete;

    public LedgerReadiness(DataSource database) {
        this.database = database;
    }

    /** Whether there is a ledger at all. */
    public boolean exists() {
        exists = exists || LedgerMigrations.ledgerExists(database);
        return exists;
    }

    /** The names of this release's migrations that are not applied; none if that cannot be found out. */
    public List<String> missingMigrations() {
        List<String> missing = complete ? List.of() : LedgerMigrations.missing(database);
        complete = missing.isEmpty();
        return missing;
    }
}

package io.modelfactory.worker.console;

import io.modelfactory.worker.failure.TransientFaultException;
import java.util.List;
import java.util.Optional;

/** What a database that answers lacks of the ledger that pages are made of, and what to do about it. */
public final class LedgerGap {
    private LedgerGap() {}

    /** A sentence or two for people; empty if nothing is known to be missing. */
    public static Optional<String> of(ConsoleSources sources) {
        try {
            if (!sources.ledgerExists()) {
                return Optional.of("The database holds no ledger yet; a worker that is started on it makes one: "
                        + sources.command("worker run"));
            }
            List<String> missing = sources.missingMigrations();
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of("The ledger is older than this console. It lacks " + String.join(", ", missing)
                            + ". As the ledger's owner, run " + sources.command("migrate") + " of this release.");
        } catch (TransientFaultException unknown) {
            return Optional.empty();
        }
    }
}

package io.modelfactory.worker.ledger.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Statements without results that are sent to the database together: the driver writes them one after the other and
 * waits once. Their parameters share one set of names.
 */
public final class StatementBatch {
    /** After it the driver knows that no transaction is open, so that a commit on the connection sends nothing. */
    private static final String COMMIT = "COMMIT";

    private final List<String> statements = new ArrayList<>();
    private final List<Consumer<Update>> bindings = new ArrayList<>();

    public void add(String statement, Consumer<Update> binding) {
        statements.add(statement.strip());
        bindings.add(binding);
    }

    /**
     * Executes what was added and ends the transaction with the same round trip; it does not end if any of it fails.
     */
    public void executeAndCommit(Handle handle) {
        statements.add(COMMIT);
        execute(handle);
    }

    public void execute(Handle handle) {
        if (!statements.isEmpty()) {
            Update all = handle.createUpdate(String.join(";\n", statements));
            bindings.forEach(binding -> binding.accept(all));
            all.execute();
        }
    }
}

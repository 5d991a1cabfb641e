package io.modelfactory.worker.ledger.run;

/** What a {@link RunState#RUNNING} run executes; {@code NONE} in every other state. */
public enum ExecutionMode {
    NONE,
    FULL,
    PUBLISH_ONLY
}

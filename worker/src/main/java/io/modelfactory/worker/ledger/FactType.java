package io.modelfactory.worker.ledger;

/** The facts that go to the control topic. */
enum FactType {
    TRAIN_RUN_STARTED("mf.train_run.started"),
    TRAIN_RUN_COMPLETED("mf.train_run.completed"),
    BUNDLE_PUBLISHED("mf.bundle.published"),
    POLICY_REV_CHANGED("POLICY_REV_CHANGED");

    private final String wireName;

    FactType(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }
}

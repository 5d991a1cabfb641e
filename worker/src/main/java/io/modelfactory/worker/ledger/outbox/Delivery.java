package io.modelfactory.worker.ledger.outbox;

import io.modelfactory.worker.ledger.postgres.AdvisoryLock;

/** What is promised of a message. Each kind has a relay of its own, so that one that is stuck delays no other kind. */
public enum Delivery {
    /** It is sent until it is acknowledged; work is not done before. */
    AT_LEAST_ONCE(AdvisoryLock.RELAY),
    /** It is sent as soon as possible, and nothing waits for it. */
    BEST_EFFORT(AdvisoryLock.FACTS);

    private final AdvisoryLock lock;

    Delivery(AdvisoryLock lock) {
        this.lock = lock;
    }

    /** Held by the one relay that sends messages of this kind. */
    AdvisoryLock lock() {
        return lock;
    }
}

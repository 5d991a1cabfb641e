package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.postgres.AdvisoryLock;

/** How much depends on a message. Each kind has a relay of its own, so that one that is stuck holds up no other kind. */
public enum Delivery {
    /** The world waits for it, and so does whoever wants all work done. */
    AT_LEAST_ONCE(AdvisoryLock.RELAY),
    /** It is sent as soon as it can be, and nothing waits for it. */
    BEST_EFFORT(AdvisoryLock.FACTS);

    private final AdvisoryLock lock;

    Delivery(AdvisoryLock lock) {
        this.lock = lock;
    }

    /** Held by the one relay that hands out messages of this kind. */
    AdvisoryLock lock() {
        return lock;
    }
}

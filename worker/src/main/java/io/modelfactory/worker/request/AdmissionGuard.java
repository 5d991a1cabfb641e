package io.modelfactory.worker.request;

import io.modelfactory.worker.failure.FailureException;

/** One question that a message must answer well before the next one is asked. */
interface AdmissionGuard {

    /** @throws FailureException with the guard's own code */
    void check(IncomingMessage asked);
}

package io.modelfactory.worker.ledger;

/** What tells requests apart: the id, and the payload that came under it. */
record RequestKey(String requestId, String payloadHash) {
    static RequestKey of(OpenRequest request) {
        return new RequestKey(request.requestId(), request.payloadHash());
    }
}

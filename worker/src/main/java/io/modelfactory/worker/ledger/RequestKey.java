package io.modelfactory.worker.ledger;

/** The key of a request: its id, and the digest of the payload that came under it. */
record RequestKey(String requestId, String payloadHash) {
    static RequestKey of(OpenRequest request) {
        return new RequestKey(request.requestId(), request.payloadHash());
    }
}

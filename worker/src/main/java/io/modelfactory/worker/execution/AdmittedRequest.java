package io.modelfactory.worker.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.util.Optional;

/**
 * The request that a run is built for, and how its requester is known.
 *
 * @param authenticatedBy the id of the key that signed it; empty if the requester is only claimed
 */
record AdmittedRequest(TrainBuildRequest request, Optional<String> authenticatedBy) {

    /** @param request a normalized document */
    static AdmittedRequest of(JsonNode request, Optional<String> authenticatedBy) {
        return new AdmittedRequest(TrainBuildRequestReader.read(request), authenticatedBy);
    }

    /** As receipts and evidence say it. */
    String authentication() {
        return RequestRecord.authentication(authenticatedBy);
    }
}

package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.audit.NamedReference;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.request.ProfileDigests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pins the profiles of a resolved run and judges each of its requests by them. A requester that may not use them gets a
 * refusal and the run goes on for the others, so that it cannot spoil theirs; the run fails if none is left.
 */
final class ProfilePinning {
    private static final Logger LOG = LoggerFactory.getLogger(ProfilePinning.class);

    private final Handle handle;
    private final ProfilePolicy policy;
    private final ReceiptFactory receipts;
    private final UnitOfWork unitOfWork;

    ProfilePinning(Handle handle, LedgerSettings settings, EventMessages messages) {
        this.handle = handle;
        this.policy = settings.profilePolicy();
        this.receipts = new ReceiptFactory(settings.worker());
        this.unitOfWork = new UnitOfWork(messages);
    }

    /**
     * @return the run, and the requests for which it goes on
     * @throws FailureException {@code PROFILE_NOT_ALLOWED} if no request of the run may use the profiles
     * @throws LeaseLostException if the run is another worker's by now
     */
    HeldRun pin(Lease lease, ProfileDigests profiles) {
        RunDao.lock(handle, List.of(lease.runKey()));
        RunRow row = RunDao.findLeased(handle, lease).orElseThrow(() -> new LeaseLostException(lease));
        Map<OpenRequest, JsonNode> permitted = new LinkedHashMap<>();
        Map<OpenRequest, Failure> refused = new LinkedHashMap<>();
        for (OpenRequest request : RequestDao.findUnanswered(handle, lease.runKey())) {
            JsonNode document = documentOf(row.run(), request);
            policy.refusal(document, profiles)
                    .ifPresentOrElse(failure -> refused.put(request, failure), () -> permitted.put(request, document));
        }
        if (permitted.isEmpty()) {
            requireAnyAllowed(row.run(), profiles, refused);
        }
        ProfileDao.pin(handle, lease.runKey(), profiles);
        if (!refused.isEmpty() && !permitted.isEmpty()) {
            continueFor(row, permitted);
            refuse(row, refused);
        }
        unitOfWork.write(handle);
        return new HeldRun(RunDao.find(handle, lease.runKey()).orElseThrow(), List.copyOf(permitted.keySet()));
    }

    /** Requests for one run differ in nothing but their id, their requester and whether it may be published. */
    private static JsonNode documentOf(RunRecord run, OpenRequest request) {
        return run.request()
                .<ObjectNode>deepCopy()
                .put("request_id", request.requestId())
                .put("requester_principal", request.requesterPrincipal())
                .put("publish_allowed", request.publishAllowed());
    }

    private void requireAnyAllowed(RunRecord run, ProfileDigests profiles, Map<OpenRequest, Failure> refused) {
        refused.values().stream()
                .findFirst()
                .or(() -> policy.refusal(run.request(), profiles))
                .ifPresent(failure -> {
                    throw new FailureException(failure.code(), failure.message());
                });
    }

    private void continueFor(RunRow row, Map<OpenRequest, JsonNode> permitted) {
        List<JsonNode> left = new ArrayList<>(permitted.values());
        String first = row.run().request().path("request_id").asText();
        JsonNode request = left.stream()
                .filter(document -> document.path("request_id").asText().equals(first))
                .findFirst()
                .orElse(left.get(0));
        List<OpenRequest> publishing =
                permitted.keySet().stream().filter(OpenRequest::publishAllowed).toList();
        boolean publish = row.run().publishRequested() && !publishing.isEmpty();
        boolean byAnother = publish && !request.path("publish_allowed").booleanValue();
        ProfileDao.continueFor(
                handle,
                row.run().runKey(),
                request,
                publish,
                byAnother ? Optional.of(publishing.get(0).requesterPrincipal()) : Optional.empty());
    }

    private void refuse(RunRow row, Map<OpenRequest, Failure> refused) {
        Instant now = handle.createQuery("SELECT now()").mapTo(Instant.class).one();
        refused.forEach((request, failure) -> {
            unitOfWork.addRefusal(
                    receipts.forRefusal(request, Optional.of(row), failure, now),
                    NamedReference.ofTrainBuild(row.run().request()));
            LOG.info(
                    "request {} is refused, run {} goes on for other requests: {}",
                    request.requestId(),
                    row.run().runKey(),
                    failure.message());
        });
    }
}

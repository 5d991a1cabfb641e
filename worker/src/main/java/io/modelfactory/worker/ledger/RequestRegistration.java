package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.IntakeEntry.RequestEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Writes a batch's requests and finds which of them are new. The first payload under an id owns the id, whether the
 * other is in the same batch, in the table, or in a batch that another worker is writing at this moment.
 *
 * @param fresh requests whose id is new
 * @param conflicting new requests whose id belongs to another payload
 */
record RequestRegistration(Set<RequestKey> fresh, Set<RequestKey> conflicting) {

    static RequestRegistration of(Handle handle, List<RequestEntry> batch, Instant now) {
        Map<RequestKey, OpenRequest> distinct = new LinkedHashMap<>();
        for (RequestEntry request : batch) {
            OpenRequest open = OpenRequest.of(request, now);
            distinct.putIfAbsent(RequestKey.of(open), open);
        }
        // The sort is stable, so within an id the batch's order decides who owns it.
        List<OpenRequest> byId = distinct.values().stream()
                .sorted(Comparator.comparing(OpenRequest::requestId))
                .toList();
        Set<RequestKey> fresh = RequestDao.write(handle, byId);
        return new RequestRegistration(fresh, conflicts(handle, byId, fresh));
    }

    private static Set<RequestKey> conflicts(Handle handle, List<OpenRequest> byId, Set<RequestKey> fresh) {
        List<OpenRequest> known = byId.stream()
                .filter(request -> !fresh.contains(RequestKey.of(request)))
                .toList();
        Map<String, String> owners = RequestDao.findOwners(
                handle, known.stream().map(OpenRequest::requestId).distinct().toList());
        return RequestDao.write(
                handle,
                known.stream()
                        .filter(request -> !request.payloadHash().equals(owners.get(request.requestId())))
                        .map(OpenRequest::asConflict)
                        .toList());
    }
}

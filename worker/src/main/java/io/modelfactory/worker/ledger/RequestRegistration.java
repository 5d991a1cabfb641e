package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.IntakeEntry.Request;
import io.modelfactory.worker.ledger.RequestDao.Key;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Writes a batch's requests down and tells which of them are new. The first payload under an id owns the id, be the other
 * in the same batch, in the table, or in a batch that another worker is writing at this moment.
 *
 * @param fresh requests whose id is new
 * @param conflicting new requests whose id belongs to another payload
 */
record RequestRegistration(Set<Key> fresh, Set<Key> conflicting) {

    static RequestRegistration of(Handle handle, List<Request> batch) {
        Map<Key, OpenRequest> distinct = new LinkedHashMap<>();
        for (Request request : batch) {
            OpenRequest open = OpenRequest.of(request);
            distinct.putIfAbsent(Key.of(open), open);
        }
        // The sort is stable, so within an id the batch's order decides who owns it.
        List<OpenRequest> byId = distinct.values().stream()
                .sorted(Comparator.comparing(OpenRequest::requestId))
                .toList();
        Set<Key> fresh = RequestDao.write(handle, byId);
        return new RequestRegistration(fresh, conflicts(handle, byId, fresh));
    }

    private static Set<Key> conflicts(Handle handle, List<OpenRequest> byId, Set<Key> fresh) {
        List<OpenRequest> known = byId.stream()
                .filter(request -> !fresh.contains(Key.of(request)))
                .toList();
        Map<String, String> owners = RequestDao.owners(
                handle, known.stream().map(OpenRequest::requestId).distinct().toList());
        return RequestDao.write(
                handle,
                known.stream()
                        .filter(request -> !request.payloadHash().equals(owners.get(request.requestId())))
                        .map(OpenRequest::asConflict)
                        .toList());
    }
}

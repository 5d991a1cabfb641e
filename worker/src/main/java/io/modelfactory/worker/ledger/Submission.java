package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.IntakeEntry.DeadLetter;
import io.modelfactory.worker.ledger.IntakeEntry.PublishRetry;
import io.modelfactory.worker.ledger.IntakeEntry.Refusal;
import io.modelfactory.worker.ledger.IntakeEntry.Request;
import io.modelfactory.worker.ledger.IntakeEntry.TrainBuild;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * One batch on its way into the ledger. Requests are written first and runs second, each sorted by key, and existing runs are
 * locked before they are looked at: so batches of several workers wait for each other instead of failing, and none can
 * converge on a run that is coming to rest without being answered.
 */
final class Submission {
    private final Handle handle;
    private final Receipts receipts;
    private final Journal journal;
    private final PublishRetries retries;
    private final ClaimRules rules;
    private final Instant now;

    Submission(Handle handle, LedgerSettings settings, Messages messages) {
        this.handle = handle;
        this.receipts = new Receipts(settings.worker());
        this.journal = new Journal(messages);
        this.rules = settings.claims();
        this.now = handle.createQuery("SELECT now()").mapTo(Instant.class).one();
        this.retries = new PublishRetries(handle, receipts, journal, settings, now);
    }

    List<SubmissionOutcome> of(List<IntakeEntry> batch) {
        List<Request> requests = batch.stream()
                .filter(Request.class::isInstance)
                .map(Request.class::cast)
                .toList();
        RequestRegistration registration = RequestRegistration.of(handle, requests);
        Set<RequestKey> toDo = new HashSet<>(registration.fresh());
        toDo.addAll(registration.conflicting());
        Set<String> newRuns = openRuns(requests.stream()
                .filter(request -> registration.fresh().contains(key(request)))
                .toList());
        List<SubmissionOutcome> outcomes = batch.stream()
                .map(entry -> outcome(entry, toDo, registration.conflicting(), newRuns))
                .toList();
        journal.write(handle);
        return outcomes;
    }

    private SubmissionOutcome outcome(
            IntakeEntry entry, Set<RequestKey> toDo, Set<RequestKey> conflicting, Set<String> newRuns) {
        if (entry instanceof DeadLetter letter) {
            journal.tell(new OutboxMessage(
                    Optional.empty(),
                    letter.topic(),
                    letter.key(),
                    letter.headers(),
                    Optional.empty(),
                    letter.value(),
                    Delivery.CERTAIN));
            return new SubmissionOutcome.DeadLettered();
        }
        Request request = (Request) entry;
        RequestKey key = key(request);
        if (!toDo.remove(key)) {
            return new SubmissionOutcome.Duplicate();
        } else if (conflicting.contains(key)) {
            return refuse(
                    request,
                    OpenRequest.of(request).asConflict(),
                    new Failure(
                            FailureCode.REQUEST_ID_PAYLOAD_MISMATCH,
                            "request_id: another payload came under it first; send this one under an id of its own"));
        } else if (request instanceof TrainBuild build) {
            return trainBuild(build, newRuns);
        } else if (request instanceof PublishRetry retry) {
            // A run that an entry further on brings into being is not there yet.
            return newRuns.contains(retry.runKey()) ? retries.notFound(retry) : retries.outcome(retry);
        }
        Refusal refusal = (Refusal) request;
        return refuse(refusal, OpenRequest.of(refusal), new Failure(refusal.code(), refusal.message()));
    }

    private SubmissionOutcome trainBuild(TrainBuild build, Set<String> newRuns) {
        OpenRequest request = OpenRequest.of(build);
        if (!Storable.holds(build.request())) {
            return refuse(
                    build,
                    request,
                    new Failure(
                            FailureCode.SCHEMA_INVALID,
                            "train_build: a text holds the NUL character or half of a surrogate pair; remove it"));
        } else if (newRuns.remove(build.runKey())) {
            journal.byRequest(RunRow.queued(build, now), RunTransition.QUEUE, request, Optional.empty());
            return new SubmissionOutcome.New(build.runKey());
        }
        return converge(build, request);
    }

    private SubmissionOutcome converge(TrainBuild build, OpenRequest request) {
        RunRow row = IntakeMoves.note(handle, build.runKey(), RunTransition.CONVERGE);
        journal.byRequest(row, RunTransition.CONVERGE, request, Optional.empty());
        if (build.publishAllowed()) {
            Optional<RunRow> publishing = IntakeMoves.requestPublish(handle, build, rules);
            if (publishing.isPresent()) {
                row = publishing.get();
                journal.byRequest(row, RunTransition.REQUEST_PUBLISH, request, Optional.empty());
            }
        }
        if (row.run().atRest()) {
            Answer answer = receipts.already(request, row);
            journal.answered(answer);
            return new SubmissionOutcome.Answered(
                    build.runKey(), answer.receipt().status());
        }
        return new SubmissionOutcome.Converged(build.runKey());
    }

    private SubmissionOutcome refuse(Request asked, OpenRequest request, Failure failure) {
        journal.refused(receipts.refused(request, Optional.empty(), failure, now), asked.references());
        return new SubmissionOutcome.Refused(failure.code());
    }

    private static RequestKey key(Request request) {
        return new RequestKey(request.requestId(), request.payloadHash());
    }

    /**
     * Creates the runs that are new, and locks those that exist.
     *
     * @return the keys of the new ones, to be announced by the first request that asks for each
     */
    private Set<String> openRuns(List<Request> fresh) {
        Map<String, TrainBuild> builds = new TreeMap<>();
        Set<String> wanted = new TreeSet<>();
        for (Request request : fresh) {
            if (request instanceof TrainBuild build && Storable.holds(build.request())) {
                builds.putIfAbsent(build.runKey(), build);
                wanted.add(build.runKey());
            } else if (request instanceof PublishRetry retry) {
                wanted.add(retry.runKey());
            }
        }
        Set<String> created = RunDao.create(handle, List.copyOf(builds.values()));
        wanted.removeAll(created);
        RunDao.lock(handle, wanted);
        return new HashSet<>(created);
    }
}

package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.IntakeEntry.DeadLetterEntry;
import io.modelfactory.worker.ledger.IntakeEntry.PublishOverrideEntry;
import io.modelfactory.worker.ledger.IntakeEntry.PublishRetryEntry;
import io.modelfactory.worker.ledger.IntakeEntry.RefusalEntry;
import io.modelfactory.worker.ledger.IntakeEntry.RequestEntry;
import io.modelfactory.worker.ledger.IntakeEntry.TrainBuildEntry;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.outbox.Delivery;
import io.modelfactory.worker.ledger.outbox.OutboxMessage;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunTransition;
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
 * Writes one batch into the ledger. Requests are written first and runs second, each sorted by key, and existing runs
 * are locked before they are read: so batches of several workers wait for each other instead of failing, and no request
 * can converge on a run that is ending and stay unanswered.
 */
final class BatchSubmission {
    private final Handle handle;
    private final ReceiptFactory receipts;
    private final UnitOfWork unitOfWork;
    private final PublishRetryHandler retries;
    private final PublishOverrideHandler overrides;
    private final ClaimLimits limits;
    private final ProfilePolicy profilePolicy;
    private final Instant now;

    BatchSubmission(Handle handle, LedgerSettings settings, EventMessages messages) {
        this.handle = handle;
        this.receipts = new ReceiptFactory(settings.worker());
        this.unitOfWork = new UnitOfWork(messages);
        this.limits = settings.claimLimits();
        this.profilePolicy = settings.profilePolicy();
        this.now = handle.createQuery("SELECT now()").mapTo(Instant.class).one();
        this.retries = new PublishRetryHandler(handle, receipts, unitOfWork, settings, now);
        this.overrides = new PublishOverrideHandler(handle, receipts, unitOfWork, settings, now);
    }

    List<SubmissionOutcome> submit(List<IntakeEntry> batch) {
        List<RequestEntry> requests = batch.stream()
                .filter(RequestEntry.class::isInstance)
                .map(RequestEntry.class::cast)
                .toList();
        RequestRegistration registration = RequestRegistration.of(handle, requests, now);
        Set<RequestKey> unprocessed = new HashSet<>(registration.fresh());
        unprocessed.addAll(registration.conflicting());
        Set<String> newRuns = createAndLockRuns(requests.stream()
                .filter(request -> registration.fresh().contains(key(request)))
                .toList());
        List<SubmissionOutcome> outcomes = batch.stream()
                .map(entry -> process(entry, unprocessed, registration.conflicting(), newRuns))
                .toList();
        unitOfWork.write(handle);
        countDeadLetters(
                batch.stream().filter(DeadLetterEntry.class::isInstance).count());
        return outcomes;
    }

    /** Last, because all transactions that write dead letters wait for this one row. */
    private void countDeadLetters(long letters) {
        if (letters > 0) {
            handle.createUpdate("UPDATE mf_dead_letter_count SET letters = letters + :letters")
                    .bind("letters", letters)
                    .execute();
        }
    }

    private SubmissionOutcome process(
            IntakeEntry entry, Set<RequestKey> unprocessed, Set<RequestKey> conflicting, Set<String> newRuns) {
        if (entry instanceof DeadLetterEntry letter) {
            unitOfWork.addMessage(new OutboxMessage(
                    Optional.empty(),
                    letter.topic(),
                    letter.key(),
                    letter.headers(),
                    Optional.empty(),
                    letter.value(),
                    Delivery.AT_LEAST_ONCE));
            return new SubmissionOutcome.DeadLettered();
        }
        RequestEntry request = (RequestEntry) entry;
        RequestKey key = key(request);
        if (!unprocessed.remove(key)) {
            return new SubmissionOutcome.Duplicate();
        } else if (conflicting.contains(key)) {
            return refuse(
                    request,
                    OpenRequest.of(request, now).asConflict(),
                    new Failure(
                            FailureCode.REQUEST_ID_PAYLOAD_MISMATCH,
                            "request_id: another payload came under it first; send this one under an id of its own"));
        } else if (request instanceof TrainBuildEntry build) {
            return trainBuild(build, newRuns);
        } else if (request instanceof PublishRetryEntry retry) {
            // A run that a later entry of the batch creates does not exist yet.
            return newRuns.contains(retry.runKey()) ? retries.refuseUnknownRun(retry) : retries.handle(retry);
        } else if (request instanceof PublishOverrideEntry override) {
            return newRuns.contains(override.runKey())
                    ? overrides.refuseUnknownRun(override)
                    : overrides.handle(override);
        }
        RefusalEntry refusal = (RefusalEntry) request;
        return refuse(refusal, OpenRequest.of(refusal, now), new Failure(refusal.code(), refusal.message()));
    }

    private SubmissionOutcome trainBuild(TrainBuildEntry build, Set<String> newRuns) {
        OpenRequest request = OpenRequest.of(build, now);
        if (!PostgresText.isStorable(build.request())) {
            return refuse(
                    build,
                    request,
                    new Failure(
                            FailureCode.SCHEMA_INVALID,
                            "train_build: a text holds the NUL character or half of a surrogate pair; remove it"));
        } else if (newRuns.remove(build.runKey())) {
            unitOfWork.addRequestTransition(RunRow.queued(build, now), RunTransition.QUEUE, request, Optional.empty());
            return new SubmissionOutcome.New(build.runKey());
        }
        return requeueOrConverge(build, request);
    }

    private SubmissionOutcome requeueOrConverge(TrainBuildEntry build, OpenRequest request) {
        Optional<RunRow> requeued = RequestTransitions.requeue(handle, build);
        if (requeued.isEmpty()) {
            return converge(build, request);
        }
        unitOfWork.addRequestTransition(requeued.get(), RunTransition.REQUEUE, request, Optional.empty());
        return new SubmissionOutcome.Requeued(build.runKey());
    }

    private SubmissionOutcome converge(TrainBuildEntry build, OpenRequest request) {
        Optional<Failure> refusal = ProfileDao.find(handle, build.runKey())
                .flatMap(profiles -> profilePolicy.refusal(build.request(), profiles));
        if (refusal.isPresent()) {
            return refuse(build, request, refusal.get());
        }
        RunRow row = RequestTransitions.recordEvent(handle, build.runKey(), RunTransition.CONVERGE);
        unitOfWork.addRequestTransition(row, RunTransition.CONVERGE, request, Optional.empty());
        if (build.publishAllowed()) {
            Optional<RunRow> publishing = RequestTransitions.requestPublish(handle, build, limits);
            if (publishing.isPresent()) {
                row = publishing.get();
                unitOfWork.addRequestTransition(row, RunTransition.REQUEST_PUBLISH, request, Optional.empty());
            }
        }
        if (row.run().finished()) {
            AnsweredRequest answer = receipts.forAlreadyFinishedRun(request, row);
            unitOfWork.addAnswer(answer);
            return new SubmissionOutcome.Answered(
                    build.runKey(), answer.receipt().status());
        }
        return new SubmissionOutcome.Converged(build.runKey());
    }

    private SubmissionOutcome refuse(RequestEntry entry, OpenRequest request, Failure failure) {
        unitOfWork.addRefusal(receipts.forRefusal(request, Optional.empty(), failure, now), entry.references());
        return new SubmissionOutcome.Refused(failure.code());
    }

    private static RequestKey key(RequestEntry request) {
        return new RequestKey(request.requestId(), request.payloadHash());
    }

    /**
     * Creates the runs that are new, and locks those that exist.
     *
     * @return the keys of the new ones; the first request for each records it as queued
     */
    private Set<String> createAndLockRuns(List<RequestEntry> fresh) {
        Map<String, TrainBuildEntry> builds = new TreeMap<>();
        Set<String> wanted = new TreeSet<>();
        for (RequestEntry request : fresh) {
            if (request instanceof TrainBuildEntry build && PostgresText.isStorable(build.request())) {
                builds.putIfAbsent(build.runKey(), build);
                wanted.add(build.runKey());
            } else if (request instanceof PublishRetryEntry retry) {
                wanted.add(retry.runKey());
            } else if (request instanceof PublishOverrideEntry override) {
                wanted.add(override.runKey());
            }
        }
        Set<String> created = RunDao.create(handle, List.copyOf(builds.values()));
        wanted.removeAll(created);
        RunDao.lock(handle, wanted);
        return new HashSet<>(created);
    }
}

package io.modelfactory.worker.ledger;

import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.activity.AttemptLog;
import io.modelfactory.worker.ledger.activity.AttemptLogRepository;
import io.modelfactory.worker.ledger.activity.ProgressReport;
import io.modelfactory.worker.ledger.activity.RunProgressRepository;
import io.modelfactory.worker.ledger.audit.AuditDao;
import io.modelfactory.worker.ledger.audit.AuditRecord;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.lease.LeaseRenewal;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunFilter;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunTransition;
import io.modelfactory.worker.request.ProfileDigests;
import java.time.Duration;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Requests in, runs claimed, changed and read. Every method is one transaction: a run, its events, the answers to its
 * requests and the messages about all of them are written together or not at all.
 *
 * <p>A worker changes a run under a {@link Lease}. Such a method throws {@link LeaseLostException} if another worker
 * has claimed the run, and {@link io.modelfactory.worker.failure.FailureException} with {@code INVALID_TRANSITION} if
 * the run is in a state that the transition may not leave; either way nothing was written. Any method throws
 * {@link io.modelfactory.worker.failure.TransientFaultException} if the database does not answer; the call may be
 * repeated.
 */
public final class RunLedger {
    private final Database database;
    private final LedgerSettings settings;
    private final EventMessages messages;
    private final LeasedTransitions transitions;
    private final RunClaimer claimer;
    private final RunProgressRepository progress;
    private final AttemptLogRepository attemptLogs;

    public RunLedger(DataSource dataSource, LedgerSettings settings) {
        this.database = new Database(dataSource);
        this.settings = settings;
        this.messages = new EventMessages(settings);
        this.transitions = new LeasedTransitions(database, settings);
        this.claimer = new RunClaimer(database, settings, transitions);
        this.progress = new RunProgressRepository(dataSource);
        this.attemptLogs = new AttemptLogRepository(dataSource);
    }

    /**
     * Writes a polled batch. It may be submitted again as a whole, in parts, and by several workers at once: each
     * request is written once, and its repetitions are duplicates.
     *
     * @return one outcome for each entry, in their order
     */
    public List<SubmissionOutcome> submit(List<IntakeEntry> batch) {
        return database.transaction(handle -> new BatchSubmission(handle, settings, messages).submit(batch));
    }

    /** The outcomes that {@link #submit} would return at this moment. Nothing is written. */
    public List<SubmissionOutcome> dryRun(List<IntakeEntry> batch) {
        return database.rolledBackTransaction(handle -> new BatchSubmission(handle, settings, messages).submit(batch));
    }

    /**
     * The failure with which a claimed run ends that may not be attempted again.
     *
     * @param reason of its last attempt
     * @return empty if it may be
     */
    public Optional<Failure> exhausted(RunRecord run, String reason) {
        return settings.attemptLimit().exhausted(run.attemptsInState(), reason);
    }

    /** Claims the next run that has work left, and starts or resumes it; empty if there is none. */
    public Optional<ClaimedRun> claim(String owner, Duration lease) {
        return claimer.claimNext(owner, lease);
    }

    /** Renews all leases of a worker in one statement, which waits for no other transaction. */
    public Map<Lease, LeaseRenewal> renew(Collection<Lease> held, Duration lease) {
        return held.isEmpty() ? Map.of() : database.autoCommit(handle -> LeaseDao.renew(handle, held, lease));
    }

    /** How far runs have come; reports on leases that were lost change nothing. */
    public void reportProgress(List<ProgressReport> reports) {
        progress.write(reports);
    }

    /** What this worker logged of the claims that it has, or had a moment ago. */
    public void keepAttemptLogs(List<AttemptLog> logs) {
        attemptLogs.write(logs);
    }

    /** What workers logged of each claim of a run, in their order. */
    public List<AttemptLog> attemptLogs(String runKey) {
        return attemptLogs.byClaim(runKey);
    }

    /** @throws LeaseLostException if another worker has claimed the run, or may claim it by now */
    public void requireLive(Lease lease) {
        if (!database.autoCommit(handle -> LeaseDao.isLive(handle, lease))) {
            throw new LeaseLostException(lease);
        }
    }

    /** Releases a run for a reason that is none of its own, such as a shutdown. The attempt does not count. */
    public void release(Lease lease, Duration delay, String reason) {
        transitions.apply(lease, LeasedChange.release(WorkerTransition.release(lease.owner(), reason), delay));
    }

    /** Releases a run that is to be attempted again. The attempt counts. */
    public RunRecord retryLater(Lease lease, Duration delay, FailureCode code, String message) {
        WorkerTransition change =
                WorkerTransition.of(RunTransition.HAND_BACK, lease.owner(), Optional.of(new Failure(code, message)));
        return transitions.apply(lease, LeasedChange.release(change, delay));
    }

    /**
     * The run is resolved with these profiles. Its requests are judged by them, now and whenever another comes: those
     * whose requester may not use them are refused, and the run goes on for the others.
     *
     * @return the run, which may be trained for another of its requests now
     * @throws io.modelfactory.worker.failure.FailureException {@code PROFILE_NOT_ALLOWED} if none of them may
     */
    public RunRecord pinProfiles(Lease lease, ProfileDigests profiles) {
        HeldRun pinned =
                database.transaction(handle -> new ProfilePinning(handle, settings, messages).pin(lease, profiles));
        transitions.learn(lease, pinned);
        return pinned.row().run();
    }

    /** The model is trained and evaluated; the gate is next. */
    public RunRecord evalReady(Lease lease, Map<String, ArtifactRef> refs) {
        WorkerTransition change = WorkerTransition.of(RunTransition.FINISH_EVALUATION, lease.owner());
        return transitions.apply(
                lease,
                LeasedChange.advance(change, refs, Optional.of(settings.worker().description())));
    }

    /**
     * Counts the run's verdict among those on the same test rows. A run is counted once, whichever worker asks.
     *
     * @param testRows what makes test rows the same, as JSON
     * @param digest over it, as 64 hex digits
     * @return its number, from 1
     */
    public int gateAttempt(Lease lease, String testRows, String digest) {
        return database.transaction(handle -> GateAttemptDao.number(handle, lease, testRows, digest));
    }

    /** As below, where nothing is known of what the gate observed. */
    public RunRecord pass(Lease lease, Map<String, ArtifactRef> refs) {
        return pass(lease, refs, Map.of());
    }

    /**
     * The run passed the gate. Unless a request allows publishing, no work is left, and the lease ends.
     *
     * @param observed what the gate observed on all test rows, by metric
     */
    public RunRecord pass(Lease lease, Map<String, ArtifactRef> refs, Map<String, Double> observed) {
        WorkerTransition change = WorkerTransition.of(RunTransition.PASS_GATE, lease.owner());
        return transitions.apply(
                lease, LeasedChange.advance(change, refs, Optional.empty()).observing(observed));
    }

    /**
     * The run failed the gate for good.
     *
     * @param observed as of one that passed
     */
    public RunRecord failGate(
            Lease lease,
            FailureCode code,
            String message,
            Map<String, ArtifactRef> refs,
            Map<String, Double> observed) {
        WorkerTransition change =
                WorkerTransition.of(RunTransition.FAIL, lease.owner(), Optional.of(new Failure(code, message)));
        return transitions.apply(lease, LeasedChange.finish(change, refs).observing(observed));
    }

    /** The run failed for good. */
    public RunRecord fail(Lease lease, FailureCode code, String message, Map<String, ArtifactRef> refs) {
        return finish(lease, RunTransition.FAIL, refs, Optional.of(new Failure(code, message)));
    }

    /** The run passed but was not published; no work is left until a retry is requested. */
    public RunRecord publishPending(Lease lease, FailureCode code, String message, Map<String, ArtifactRef> refs) {
        return finish(lease, RunTransition.LEAVE_PUBLISH_PENDING, refs, Optional.of(new Failure(code, message)));
    }

    /** The run as it would be if this worker published it. Nothing is written. */
    public RunRecord asPublishedHere(RunRecord run) {
        return run.publishedBy(settings.worker().description());
    }

    /**
     * This worker begins to write the publication. What it records of itself stays, so that another one that completes
     * the publication states the same.
     */
    public RunRecord beginPublication(Lease lease) {
        RunRow row = database.autoCommit(handle ->
                RunDao.recordPublisher(handle, lease, settings.worker().description()));
        transitions.learn(lease, row);
        return row.run();
    }

    /** The bundle is published; {@code event} goes out with the same commit. */
    public RunRecord published(Lease lease, Map<String, ArtifactRef> refs, RegistryLifecycleEvent event) {
        WorkerTransition change = WorkerTransition.of(RunTransition.PUBLISH, lease.owner());
        return transitions.apply(lease, LeasedChange.finish(change, refs).announcing(event));
    }

    public Optional<RunRecord> find(String runKey) {
        return database.autoCommit(handle -> RunDao.find(handle, runKey)).map(RunRow::run);
    }

    /** The keys that begin like this, in their order; at most {@code limit}. */
    public List<String> findRunKeys(String prefix, int limit) {
        return database.autoCommit(handle -> RunDao.findKeysByPrefix(handle, prefix, limit));
    }

    /** A run's history, oldest first. */
    public List<RunEvent> events(String runKey) {
        return eventsAfter(runKey, 0);
    }

    /** The month in which a run was created, if its history was exported and detached with that month. */
    public Optional<YearMonth> detachedMonth(String runKey) {
        return database.autoCommit(handle -> EventDao.findDetachedMonth(handle, runKey));
    }

    /** The month in which a request was received that was exported and detached with it. */
    public Optional<YearMonth> detachedMonthOfRequest(String requestId) {
        return database.autoCommit(handle -> RequestDao.findDetachedMonth(handle, requestId));
    }

    /** The events of a run after the one of this number. */
    public List<RunEvent> eventsAfter(String runKey, long seq) {
        return database.autoCommit(handle -> EventDao.findAfter(handle, runKey, seq));
    }

    /** The protected references that were read for a run, oldest first. */
    public List<AuditRecord> audits(String runKey) {
        return database.autoCommit(handle -> AuditDao.findByRun(handle, runKey));
    }

    /** The protected references that were read last, latest first. */
    public List<AuditRecord> latestAudits(Optional<String> platformRunId, boolean refusedOnly, int limit) {
        return database.autoCommit(handle -> AuditDao.findLatest(handle, platformRunId, refusedOnly, limit));
    }

    /** The requests that asked for a run, oldest first. */
    public List<RequestRecord> requests(String runKey) {
        return database.autoCommit(handle -> RequestDao.findByRun(handle, runKey));
    }

    /** The request that owns the id. */
    public Optional<RequestRecord> request(String requestId) {
        return database.autoCommit(handle -> RequestDao.find(handle, requestId));
    }

    /** The request that came with the given payload under the id, whether or not it owns the id. */
    public Optional<RequestRecord> request(String requestId, String payloadHash) {
        return database.autoCommit(handle -> RequestDao.find(handle, requestId, payloadHash));
    }

    /** The runs changed last, latest first. */
    public List<RunRecord> list(RunFilter filter, int limit) {
        return database.autoCommit(handle -> RunSearch.findLatest(handle, filter, limit)).stream()
                .map(RunRow::run)
                .toList();
    }

    /** How many runs there are, counted up to {@code max}. */
    public int count(RunFilter filter, int max) {
        return database.autoCommit(handle -> RunSearch.count(handle, filter, max));
    }

    private RunRecord finish(
            Lease lease, RunTransition transition, Map<String, ArtifactRef> refs, Optional<Failure> failure) {
        WorkerTransition change = WorkerTransition.of(transition, lease.owner(), failure);
        return transitions.apply(lease, LeasedChange.finish(change, refs));
    }
}

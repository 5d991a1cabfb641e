package io.modelfactory.worker.ledger.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Who works on a run, or what it waits for, at one moment. Times are the database's.
 *
 * @param holder the worker that holds the run's lease, or held it last and has not given it back
 * @param handedBack how the run was last given back, if no worker has claimed it since
 * @param livingWorkers registered workers whose heartbeats come, whatever they work on
 * @param lastSeenWorker the worker that was seen last, alive or not
 * @param position in the order of claims; empty if the run need not, or may not, be claimed now
 * @param similarRuns how long runs like it took; empty if none has finished yet
 * @param progress of the claim under which a worker holds it
 */
public record RunSituation(
        Instant asOf,
        Optional<LeaseHolder> holder,
        Optional<HandBack> handedBack,
        int livingWorkers,
        Optional<WorkerStatus> lastSeenWorker,
        Optional<QueuePosition> position,
        Optional<DurationStatistics> similarRuns,
        Optional<RunProgress> progress) {

    /**
     * @param leaseEnds unless the worker renews it
     * @param leaseLive whether that time has not come
     * @param registration empty if the worker is of a release that registers none, or gone for long
     */
    public record LeaseHolder(
            String workerId, Instant leaseEnds, boolean leaseLive, Optional<WorkerStatus> registration) {

        /** A lease outlives a worker that died; its heartbeats do not. */
        boolean works() {
            return leaseLive && registration.map(WorkerStatus::isAlive).orElse(true);
        }
    }

    /** @param reason as the worker gave it; may be empty */
    public record HandBack(String workerId, Instant at, String reason) {}

    /**
     * How many runs are claimed first, as if none of those ended and no other came.
     *
     * @param more whether there are more of them than are counted
     */
    public record QueuePosition(int runsBefore, boolean more) {}

    /**
     * From the start of a run to its verdict.
     *
     * @param runs that were looked at
     * @param percentile90 nine of ten were not slower
     */
    public record DurationStatistics(int runs, Duration median, Duration percentile90) {}

    /** Whether a worker has the run in its hands, as far as anyone can know. */
    public boolean isWorkedOn() {
        return holder.filter(LeaseHolder::works).isPresent();
    }

    /**
     * Whether there is a worker that will claim what can be claimed. A worker without registration proves itself by its
     * lease.
     */
    public boolean isAnyWorkerAlive() {
        return livingWorkers > 0 || isWorkedOn();
    }
}

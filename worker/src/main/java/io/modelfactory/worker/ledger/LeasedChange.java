package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunRecord.Attempts;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.ledger.run.RunTransition;
import io.modelfactory.worker.ledger.run.RunTransition.RunPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A change that a worker makes to a run it holds, and what is recorded with it.
 *
 * @param rowChange what becomes of the run's row
 * @param refs what the run has written since its last change, by artifact name
 * @param observed what the gate observed on all test rows, by metric
 * @param lifecycleEvent of a published bundle
 */
record LeasedChange(
        WorkerTransition transition,
        RowChange rowChange,
        Map<String, ArtifactRef> refs,
        Map<String, Double> observed,
        Optional<RegistryLifecycleEvent> lifecycleEvent) {

    /** The row that follows another. */
    interface RowChange {
        /** @param now by the database's clock */
        RunRow after(RunRow before, Instant now);
    }

    private LeasedChange(WorkerTransition transition, RowChange rowChange, Map<String, ArtifactRef> refs) {
        this(transition, rowChange, refs, Map.of(), Optional.empty());
    }

    /**
     * Ends a stage. The lease ends with it if no work is left: the run has passed, and no request allows publishing.
     *
     * @param builtBy the worker that trained and evaluated the run in this stage; the first one recorded stays
     */
    static LeasedChange advance(
            WorkerTransition transition, Map<String, ArtifactRef> refs, Optional<JsonNode> builtBy) {
        RunPhase to = transition.transition().to().orElseThrow();
        return new LeasedChange(
                transition,
                (before, now) -> {
                    RunRecord run = before.run();
                    boolean finished = to.state() == RunState.PASS && !run.publishRequested();
                    return before.after(
                            to,
                            inState(run, 1),
                            merged(run, refs),
                            Optional.empty(),
                            new RunRecord.WorkerRecords(
                                    run.workers().builtBy().or(() -> builtBy),
                                    run.workers().publishedBy()),
                            finished ? run.times().finished(now) : run.times().updated(now));
                },
                refs);
    }

    /** Ends the run, whatever its outcome. */
    static LeasedChange finish(WorkerTransition transition, Map<String, ArtifactRef> refs) {
        RunPhase to = transition.transition().to().orElseThrow();
        return new LeasedChange(
                transition,
                (before, now) -> {
                    RunRecord run = before.run();
                    return before.after(
                            to,
                            inState(run, 0),
                            merged(run, refs),
                            transition.failure(),
                            run.workers(),
                            run.times().finished(now));
                },
                refs);
    }

    /**
     * Releases the run in the state it has, to be claimed again after the delay.
     *
     * @param transition without a failure after an external fault, and then the attempt does not count
     */
    static LeasedChange release(WorkerTransition transition, Duration delay) {
        return new LeasedChange(
                transition,
                (before, now) -> {
                    RunRecord run = before.run();
                    Optional<Failure> failure = transition.failure();
                    return before.after(
                            before.phase(),
                            failure.isPresent() ? run.attempts() : uncounted(run),
                            run.refs(),
                            failure.or(run::failure),
                            run.workers(),
                            new RunRecord.Times(now.plus(delay), run.createdAt(), now, run.finishedAt()));
                },
                Map.of());
    }

    /** The same, with what the gate observed. */
    LeasedChange observing(Map<String, Double> metrics) {
        return new LeasedChange(transition, rowChange, refs, metrics, lifecycleEvent);
    }

    /** The same, with the lifecycle event of the bundle. */
    LeasedChange announcing(RegistryLifecycleEvent event) {
        return new LeasedChange(transition, rowChange, refs, observed, Optional.of(event));
    }

    /** Whether the worker still holds the run, whose row is given, after the change. */
    boolean keepsLease(RunRow after) {
        return !after.run().finished() && transition.transition() != RunTransition.HAND_BACK;
    }

    private static Attempts inState(RunRecord run, int attemptsInState) {
        return new Attempts(run.fullRunAttempts(), run.publishRetryAttempts(), attemptsInState, run.requeues());
    }

    private static Attempts uncounted(RunRecord run) {
        int full = run.mode() == ExecutionMode.FULL ? 1 : 0;
        return new Attempts(
                run.fullRunAttempts() - full, run.publishRetryAttempts(), run.attemptsInState() - 1, run.requeues());
    }

    private static Map<String, ArtifactRef> merged(RunRecord run, Map<String, ArtifactRef> added) {
        Map<String, ArtifactRef> refs = new HashMap<>(run.refs());
        refs.putAll(added);
        return refs;
    }
}

package io.modelfactory.worker.ledger.run;

import static io.modelfactory.worker.ledger.run.ExecutionMode.FULL;
import static io.modelfactory.worker.ledger.run.ExecutionMode.NONE;
import static io.modelfactory.worker.ledger.run.ExecutionMode.PUBLISH_ONLY;
import static io.modelfactory.worker.ledger.run.RunState.RUNNING;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The whole state machine: every transition of a run, the states it may leave, and the state it leads to. The
 * statements that change a run take their guards from here, and the diagram in {@code runbooks/run-states.md} is tested
 * against it.
 */
public enum RunTransition {
    QUEUE(RunEventType.REQUEST_QUEUED, Optional.of(RunPhase.QUEUED)),
    /** A run that had failed for its inputs, and has trained nothing, is asked for again. */
    REQUEUE(RunEventType.RUN_REQUEUED, Optional.of(RunPhase.QUEUED), RunPhase.FAIL),
    START(RunEventType.RUN_STARTED, Optional.of(RunPhase.RUNNING_FULL), RunPhase.QUEUED),
    START_PUBLISH_ONLY(RunEventType.RUN_STARTED, Optional.of(RunPhase.RUNNING_PUBLISH_ONLY), RunPhase.PUBLISH_PENDING),
    FINISH_EVALUATION(RunEventType.EVAL_READY, Optional.of(RunPhase.EVAL_READY), RunPhase.RUNNING_FULL),
    PASS_GATE(RunEventType.GATE_PASS, Optional.of(RunPhase.PASS), RunPhase.EVAL_READY),
    PUBLISH(
            RunEventType.BUNDLE_PUBLISHED,
            Optional.of(RunPhase.PUBLISHED),
            RunPhase.PASS,
            RunPhase.RUNNING_PUBLISH_ONLY),
    LEAVE_PUBLISH_PENDING(
            RunEventType.PUBLISH_PENDING,
            Optional.of(RunPhase.PUBLISH_PENDING),
            RunPhase.PASS,
            RunPhase.RUNNING_PUBLISH_ONLY),
    FAIL(
            RunEventType.RUN_FAILED,
            Optional.of(RunPhase.FAIL),
            RunPhase.QUEUED,
            RunPhase.RUNNING_FULL,
            RunPhase.EVAL_READY,
            RunPhase.PASS,
            RunPhase.PUBLISH_PENDING,
            RunPhase.RUNNING_PUBLISH_ONLY),

    /** The gate could not decide, and a principal who may do so decided instead. Nothing is trained again. */
    OVERRIDE_GATE(RunEventType.PUBLISH_OVERRIDE_GRANTED, Optional.of(RunPhase.RUNNING_PUBLISH_ONLY), RunPhase.FAIL),

    RESUME(
            RunEventType.RUN_RESUMED,
            Optional.empty(),
            RunPhase.RUNNING_FULL,
            RunPhase.EVAL_READY,
            RunPhase.PASS,
            RunPhase.RUNNING_PUBLISH_ONLY),
    HAND_BACK(
            RunEventType.RUN_HANDED_BACK,
            Optional.empty(),
            RunPhase.RUNNING_FULL,
            RunPhase.EVAL_READY,
            RunPhase.PASS,
            RunPhase.RUNNING_PUBLISH_ONLY),
    CONVERGE(RunEventType.REQUEST_CONVERGED, Optional.empty(), RunPhase.values()),
    REQUEST_PUBLISH(
            RunEventType.PUBLISH_REQUESTED,
            Optional.empty(),
            RunPhase.QUEUED,
            RunPhase.RUNNING_FULL,
            RunPhase.EVAL_READY,
            RunPhase.PASS),
    REQUEST_PUBLISH_RETRY(RunEventType.PUBLISH_RETRY_REQUESTED, Optional.empty(), RunPhase.PUBLISH_PENDING),
    SKIP_PUBLISH_RETRY(
            RunEventType.PUBLISH_RETRY_SKIPPED,
            Optional.empty(),
            RunPhase.QUEUED,
            RunPhase.RUNNING_FULL,
            RunPhase.EVAL_READY,
            RunPhase.PASS,
            RunPhase.FAIL,
            RunPhase.RUNNING_PUBLISH_ONLY,
            RunPhase.PUBLISHED),
    EXHAUST_PUBLISH_RETRY(RunEventType.PUBLISH_RETRY_EXHAUSTED, Optional.empty(), RunPhase.PUBLISH_PENDING);

    /** A state together with what is executed in it. */
    public enum RunPhase {
        QUEUED(RunState.QUEUED, NONE),
        RUNNING_FULL(RUNNING, FULL),
        EVAL_READY(RunState.EVAL_READY, NONE),
        PASS(RunState.PASS, NONE),
        FAIL(RunState.FAIL, NONE),
        PUBLISH_PENDING(RunState.PUBLISH_PENDING, NONE),
        RUNNING_PUBLISH_ONLY(RUNNING, PUBLISH_ONLY),
        PUBLISHED(RunState.PUBLISHED, NONE);

        private final RunState state;
        private final ExecutionMode mode;

        RunPhase(RunState state, ExecutionMode mode) {
            this.state = state;
            this.mode = mode;
        }

        public RunState state() {
            return state;
        }

        public ExecutionMode mode() {
            return mode;
        }

        public static RunPhase of(RunState state, ExecutionMode mode) {
            return Arrays.stream(values())
                    .filter(phase -> phase.state == state && phase.mode == mode)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(state + " has no mode " + mode));
        }
    }

    /** The condition of each of their statements: the run is in one of the phases that the transition may leave. */
    public static final String GUARD_SQL = "state || '/' || execution_mode = ANY(string_to_array(:from, ' '))";

    private final RunEventType event;
    private final Optional<RunPhase> to;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so
    private final List<RunPhase> from;

    RunTransition(RunEventType event, Optional<RunPhase> to, RunPhase... from) {
        this.event = event;
        this.to = to;
        this.from = List.of(from);
    }

    /** The event that records it. */
    public RunEventType event() {
        return event;
    }

    /** The phase it leads to; empty if the run keeps its own. */
    public Optional<RunPhase> to() {
        return to;
    }

    /** The phases it may leave; none for the one that creates the run. */
    public List<RunPhase> from() {
        return from;
    }

    /** What the parameter {@code from} of {@link #GUARD_SQL} is: the phases it may leave. */
    public String guard() {
        return from.stream().map(phase -> phase.state() + "/" + phase.mode()).collect(Collectors.joining(" "));
    }
}

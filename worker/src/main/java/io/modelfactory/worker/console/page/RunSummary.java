package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.modelfactory.worker.console.view.Show;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run in a list.
 *
 * @param scope written {@code environment/mode/bundle_slot}
 * @param requester who asked for it first
 * @param changedAt when it ended, or else last changed
 * @param seconds from its start to its end, or to now; empty if it has not started
 * @param checks what its gate judged; empty where it has not, or the store has not answered yet
 */
public record RunSummary(
        String runKey,
        RunState state,
        ExecutionMode executionMode,
        boolean finished,
        String scope,
        String requester,
        String intent,
        String platformRunId,
        Instant createdAt,
        Instant changedAt,
        Optional<Double> seconds,
        Optional<FailureCode> failureCode,
        Optional<String> failureMessage,
        List<GateCheck> checks) {

    private static final double MILLIS = 1e3;

    public RunSummary {
        checks = List.copyOf(checks);
    }

    /** @param now to which the time of a run that goes on is counted */
    static RunSummary of(RunRecord run, Instant now, List<GateCheck> checks) {
        return new RunSummary(
                run.runKey(),
                run.state(),
                run.mode(),
                run.finished(),
                Show.scope(run.request().path("target_scope")),
                run.request().path("requester_principal").asText(),
                run.request().path("intent_kind").asText(),
                run.platformRunId(),
                run.createdAt(),
                run.finishedAt().orElse(run.updatedAt()),
                run.executionStartedAt()
                        .map(start -> Duration.between(start, run.finishedAt().orElse(now)))
                        .map(time -> Math.max(0, time.toMillis()) / MILLIS),
                run.failureCode(),
                run.failureMessage(),
                checks);
    }

    /** As the state is written for people. */
    @JsonIgnore
    public String stateText() {
        return Show.words(state.name()) + (executionMode == ExecutionMode.PUBLISH_ONLY ? " (publishing)" : "");
    }
}

package io.modelfactory.worker.ledger.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Rows as the ledger would return them, for tests that need no ledger. */
public final class RunRecordFixture {
    public static final Instant NOW = Instant.parse("2026-02-10T14:19:00Z");

    private RunRecordFixture() {}

    public static RunRecord inState(RunState state) {
        return run(state, ExecutionMode.NONE, Optional.empty(), state == RunState.FAIL || state == RunState.PUBLISHED);
    }

    public static RunRecord finished(RunState state) {
        return run(state, ExecutionMode.NONE, Optional.empty(), true);
    }

    public static RunRecord running(ExecutionMode mode) {
        return run(RunState.RUNNING, mode, Optional.empty(), false);
    }

    public static RunRecord failed(FailureCode code) {
        return run(RunState.FAIL, ExecutionMode.NONE, Optional.of(code), true);
    }

    public static RunRecord publishPending(FailureCode code) {
        return run(RunState.PUBLISH_PENDING, ExecutionMode.NONE, Optional.of(code), true);
    }

    public static RunRecord retrying(FailureCode code) {
        return run(RunState.RUNNING, ExecutionMode.FULL, Optional.of(code), false);
    }

    public static RunRecord withRequest(ObjectNode document) {
        return run(RunState.QUEUED, ExecutionMode.NONE, Optional.empty(), false, document, Map.of());
    }

    public static RunRecord withRefs(RunState state, Map<String, ArtifactRef> refs) {
        return run(state, ExecutionMode.NONE, Optional.empty(), true, RequestFixture.trainBuild(), refs);
    }

    private static RunRecord run(RunState state, ExecutionMode mode, Optional<FailureCode> code, boolean finished) {
        return run(state, mode, code, finished, RequestFixture.trainBuild(), Map.of());
    }

    private static RunRecord run(
            RunState state,
            ExecutionMode mode,
            Optional<FailureCode> code,
            boolean finished,
            ObjectNode document,
            Map<String, ArtifactRef> refs) {
        TrainBuildRequest request = TrainBuildRequestReader.read(document);
        RunIdentity identity = RunIdentity.of(request);
        return new RunRecord(
                new RunRecord.Identity(
                        identity.runKey(),
                        identity.trainRunKey(),
                        request.platformRunId(),
                        request.targetScope().scopeKey()),
                request.toJson(),
                state,
                mode,
                new RunRecord.Publication(request.publishAllowed(), false),
                new RunRecord.Attempts(1, 0, 1, 0),
                refs,
                code.map(why -> new Failure(why, "what happened in particular")),
                0,
                new RunRecord.StartPin(Optional.of(NOW), Optional.of("d".repeat(64)), Optional.empty()),
                RunRecord.WorkerRecords.NONE,
                new RunRecord.Times(
                        code.isPresent() && !finished ? NOW.plusSeconds(60) : NOW,
                        NOW,
                        NOW,
                        finished ? Optional.of(NOW) : Optional.empty()));
    }
}

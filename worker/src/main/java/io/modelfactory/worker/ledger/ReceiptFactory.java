package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes the receipts that requests are answered with. */
final class ReceiptFactory {
    private final WorkerIdentity worker;

    ReceiptFactory(WorkerIdentity worker) {
        this.worker = worker;
    }

    /** For a request whose run has just come to rest. */
    AnsweredRequest forFinishedRun(OpenRequest request, RunRow row) {
        return aboutRun(request, row, finalStatus(row.run()));
    }

    /** For a request that comes when its run is at rest already. */
    AnsweredRequest forAlreadyFinishedRun(OpenRequest request, RunRow row) {
        return aboutRun(request, row, "ALREADY_" + row.run().state());
    }

    /** For a request that is not carried out. */
    AnsweredRequest forRefusal(OpenRequest request, Optional<RunRow> row, Failure failure, Instant now) {
        ObjectNode details = RetryDecision.addTo(request, Optional.of(failure.code()), details(row));
        return answer(request, row, "FAILED", Optional.of(failure), details, now);
    }

    private AnsweredRequest aboutRun(OpenRequest request, RunRow row, String status) {
        RunRecord run = row.run();
        Optional<Failure> failure = run.failureCode()
                .map(code -> new Failure(code, run.failureMessage().orElse("")));
        ObjectNode details = RetryDecision.addTo(request, Optional.empty(), details(Optional.of(row)));
        return answer(request, Optional.of(row), status, failure, details, run.updatedAt());
    }

    private AnsweredRequest answer(
            OpenRequest request,
            Optional<RunRow> row,
            String status,
            Optional<Failure> failure,
            ObjectNode details,
            Instant now) {
        InvocationReceipt receipt = new InvocationReceipt(
                InvocationReceipt.SCHEMA_VERSION,
                request.requestId(),
                request.command(),
                request.platformRunId(),
                status,
                request.receivedAt(),
                now,
                worker.runConfigDigest(),
                InvocationReceipt.WorkerInfo.of(worker),
                row.map(ReceiptFactory::keys).orElse(Map.of()),
                details.put("requester_principal", request.requesterPrincipal()),
                request.runKey(),
                failure.map(why -> new InvocationReceipt.ReceiptError(why.code(), why.message())));
        return new AnsweredRequest(request, receipt, row);
    }

    private static String finalStatus(RunRecord run) {
        return switch (run.state()) {
            case PUBLISHED -> "DONE";
            case PASS -> "PASS_NO_PUBLISH";
            case PUBLISH_PENDING -> "PUBLISH_PENDING";
            case FAIL -> run.failureCode().filter(FailureCode.GATE_FAIL::equals).isPresent() ? "GATE_FAIL" : "FAILED";
            case QUEUED, RUNNING, EVAL_READY ->
                throw new IllegalStateException(run.runKey() + " is not at rest in " + run.state());
        };
    }

    private static Map<String, String> keys(RunRow row) {
        Map<String, String> keys = new TreeMap<>();
        row.run().refs().forEach((name, ref) -> keys.put(name, ref.ref()));
        return keys;
    }

    private static ObjectNode details(Optional<RunRow> row) {
        ObjectNode details = Json.object();
        row.map(RunRow::run)
                .ifPresent(run -> details.put("state", run.state().name())
                        .put("execution_mode", run.mode().name())
                        .put("full_run_attempts", run.fullRunAttempts())
                        .put("publish_retry_attempts", run.publishRetryAttempts()));
        return details;
    }
}

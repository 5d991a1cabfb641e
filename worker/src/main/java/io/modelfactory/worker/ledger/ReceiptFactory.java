package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.receipt.InvocationReceipt;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Builds the receipts with which requests are answered. */
final class ReceiptFactory {
    private final WorkerIdentity worker;

    ReceiptFactory(WorkerIdentity worker) {
        this.worker = worker;
    }

    /** For a request whose run has just ended. */
    AnsweredRequest forFinishedRun(OpenRequest request, RunRow row) {
        AnsweredRequest answer = aboutRun(
                request, row, ReceiptStatus.ofFinished(row.run()), row.run().failure());
        List<String> deviations = deviations(row.run());
        if (!deviations.isEmpty()) {
            answer.receipt().details().set("not_finished_as_started", Json.tree(deviations));
        }
        return answer;
    }

    /** In which respects the worker that finishes the run is not as the one that started it. */
    private List<String> deviations(RunRecord run) {
        List<String> deviations = new ArrayList<>();
        run.runConfigDigest()
                .filter(started -> !started.equals(worker.runConfigDigest()))
                .ifPresent(started -> deviations.add("run_config_digest: started under " + started));
        run.startPin()
                .signingKeyId()
                .filter(started -> !worker.signingKeyId().equals(Optional.of(started)))
                .ifPresent(started -> deviations.add("signing_key_id: started with " + started));
        return deviations;
    }

    /** For a request whose run had ended before it came. */
    AnsweredRequest forAlreadyFinishedRun(OpenRequest request, RunRow row) {
        RunRecord run = row.run();
        Optional<Failure> old = run.failure().map(failure -> new Failure(failure.code(), oldAnswer(run, failure)));
        return aboutRun(request, row, ReceiptStatus.ofAlreadyFinished(run), old);
    }

    /** For a request that is refused. */
    AnsweredRequest forRefusal(OpenRequest request, Optional<RunRow> row, Failure failure, Instant now) {
        ObjectNode details = RetryDecision.addTo(request, Optional.of(failure.code()), details(row));
        return answer(request, row, ReceiptStatus.FAILED, Optional.of(failure), details, now);
    }

    /** Says that the answer is an old one, so that it is not read as a judgement of the inputs as they are now. */
    private static String oldAnswer(RunRecord run, Failure failure) {
        String when = run.finishedAt().map(Instant::toString).orElse("");
        return "this is the answer of " + when + ", and the run was not executed again: " + failure.message();
    }

    private AnsweredRequest aboutRun(OpenRequest request, RunRow row, ReceiptStatus status, Optional<Failure> failure) {
        RunRecord run = row.run();
        ObjectNode details = RetryDecision.addTo(request, Optional.empty(), details(Optional.of(row)));
        return answer(request, Optional.of(row), status, failure, details, run.updatedAt());
    }

    private AnsweredRequest answer(
            OpenRequest request,
            Optional<RunRow> row,
            ReceiptStatus status,
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
                details.put("requester_principal", request.requesterPrincipal())
                        .put("requester_authentication", request.authentication()),
                request.runKey(),
                failure.map(why -> new InvocationReceipt.ReceiptError(why.code(), why.message())));
        return new AnsweredRequest(request, receipt, row);
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
                        .put("publish_retry_attempts", run.publishRetryAttempts())
                        .put("requeues", run.requeues()));
        return details;
    }
}

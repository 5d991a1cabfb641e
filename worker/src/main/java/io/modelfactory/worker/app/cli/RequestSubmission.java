package io.modelfactory.worker.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.app.operator.ReceiptOutcome;
import io.modelfactory.worker.app.operator.ReceiptPoller;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunEvent;
import java.util.List;

/** Sends prepared requests and says what became of them. */
final class RequestSubmission {
    private final Configuration configuration;
    private final SubmissionOptions options;
    private final OutputOption output;

    RequestSubmission(Configuration configuration, SubmissionOptions options, OutputOption output) {
        this.configuration = configuration;
        this.options = options;
        this.output = output;
    }

    /** Returns the exit code. */
    int send(List<PreparedRequest> requests) throws InterruptedException {
        if (!options.isWaiting()) {
            sendAll(requests, false);
            return ExitCode.SUCCESS;
        }
        try (LedgerSession session = LedgerSession.open(configuration)) {
            ReceiptPoller watch = new ReceiptPoller(session.ledger(), requests);
            sendAll(requests, true);
            return report(watch);
        }
    }

    private void sendAll(List<PreparedRequest> requests, boolean onlyProgress) {
        try (RequestSender sender = RequestSender.of(configuration)) {
            for (PreparedRequest request : requests) {
                String where = sender.send(request.message());
                String text = "%s asks for run %s, sent to %s".formatted(request.requestId(), request.runKey(), where);
                if (onlyProgress) {
                    output.progress(text);
                } else {
                    output.print(
                            Json.object()
                                    .put("request_id", request.requestId())
                                    .put("run_key", request.runKey())
                                    .put("sent_to", where),
                            () -> text);
                }
            }
        }
    }

    private int report(ReceiptPoller watch) throws InterruptedException {
        List<RequestRecord> answered = watch.await(options.timeout(), event -> output.progress(line(event)));
        answered.forEach(this::print);
        watch.unanswered().forEach(this::print);
        if (!watch.unanswered().isEmpty()) {
            return ExitCode.TIMED_OUT;
        }
        List<ReceiptOutcome> verdicts = answered.stream()
                .map(record -> ReceiptOutcome.of(record.receiptStatus().orElseThrow()))
                .toList();
        if (verdicts.contains(ReceiptOutcome.FAILED)) {
            return ExitCode.FAILED;
        }
        return verdicts.contains(ReceiptOutcome.ACTION_REQUIRED) ? ExitCode.ACTION_REQUIRED : ExitCode.SUCCESS;
    }

    private static String line(RunEvent event) {
        return "%s %s %s: %s%s%s"
                .formatted(
                        event.occurredAt(),
                        event.runKey(),
                        event.type(),
                        event.state(),
                        event.mode() == ExecutionMode.NONE ? "" : " " + event.mode(),
                        event.reason().map(reason -> " " + reason).orElse(""));
    }

    private void print(RequestRecord answered) {
        ObjectNode document = Json.object()
                .put("request_id", answered.requestId())
                .put("status", answered.receiptStatus().orElseThrow().name())
                .put("receipt_key", answered.receiptKey());
        answered.receipt().ifPresent(receipt -> document.set("receipt", receipt));
        output.print(
                document,
                () -> "%s: %s%s, receipt %s"
                        .formatted(
                                answered.requestId(),
                                answered.receiptStatus().orElseThrow(),
                                answered.receipt()
                                        .map(RequestSubmission::reason)
                                        .orElse(""),
                                answered.receiptKey()));
    }

    private static String reason(JsonNode receipt) {
        String run = receipt.path("run_key").asText();
        String code = receipt.path("error").path("code").asText();
        String message = receipt.path("error").path("message").asText();
        return (run.isEmpty() ? "" : ", run " + run) + (code.isEmpty() ? "" : ", " + code + ": " + message);
    }

    private void print(PreparedRequest unanswered) {
        output.print(
                Json.object()
                        .put("request_id", unanswered.requestId())
                        .put("run_key", unanswered.runKey())
                        .put("status", "TIMED_OUT"),
                () -> unanswered.requestId() + ": no receipt yet; run " + unanswered.runKey() + " goes on");
    }
}

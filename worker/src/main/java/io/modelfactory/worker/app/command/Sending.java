package io.modelfactory.worker.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.operate.PreparedRequest;
import io.modelfactory.worker.app.operate.ReceiptWatch;
import io.modelfactory.worker.app.operate.Verdict;
import io.modelfactory.worker.app.runtime.LedgerSession;
import io.modelfactory.worker.app.runtime.RequestSender;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.ledger.ExecutionMode;
import io.modelfactory.worker.ledger.RequestRecord;
import io.modelfactory.worker.ledger.RunEvent;
import java.util.List;

/** Sends prepared requests and says what became of them. */
final class Sending {
    private final Configuration configuration;
    private final SendOptions options;
    private final OutputOption output;

    Sending(Configuration configuration, SendOptions options, OutputOption output) {
        this.configuration = configuration;
        this.options = options;
        this.output = output;
    }

    /** Returns the exit code. */
    int send(List<PreparedRequest> requests) throws InterruptedException {
        if (!options.isWaiting()) {
            sendAll(requests, false);
            return ExitCode.DONE;
        }
        try (LedgerSession session = LedgerSession.open(configuration)) {
            ReceiptWatch watch = new ReceiptWatch(session.ledger(), requests);
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

    private int report(ReceiptWatch watch) throws InterruptedException {
        List<RequestRecord> answered = watch.await(options.patience(), event -> output.progress(line(event)));
        answered.forEach(this::print);
        watch.unanswered().forEach(this::print);
        if (!watch.unanswered().isEmpty()) {
            return ExitCode.TIMED_OUT;
        }
        List<Verdict> verdicts = answered.stream()
                .map(record -> Verdict.of(record.receiptStatus().orElseThrow()))
                .toList();
        if (verdicts.contains(Verdict.FAILED)) {
            return ExitCode.FAILED;
        }
        return verdicts.contains(Verdict.NEEDS_A_PERSON) ? ExitCode.NEEDS_A_PERSON : ExitCode.DONE;
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
                .put("status", answered.receiptStatus().orElseThrow())
                .put("receipt_key", answered.receiptKey());
        answered.receipt().ifPresent(receipt -> document.set("receipt", receipt));
        output.print(
                document,
                () -> "%s: %s%s, receipt %s"
                        .formatted(
                                answered.requestId(),
                                answered.receiptStatus().orElseThrow(),
                                answered.receipt().map(Sending::reason).orElse(""),
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

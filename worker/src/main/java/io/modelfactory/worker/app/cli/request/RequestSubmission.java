package io.modelfactory.worker.app.cli.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.app.operator.ReceiptOutcome;
import io.modelfactory.worker.app.operator.ReceiptPoller;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.app.operator.RunOutcome;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.app.wiring.StoreFactory;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.List;
import java.util.Optional;

/** Sends prepared requests and says what became of them. */
public final class RequestSubmission {
    private final Configuration configuration;
    private final SubmissionOptions options;
    private final OutputOption output;

    public RequestSubmission(Configuration configuration, SubmissionOptions options, OutputOption output) {
        this.configuration = configuration;
        this.options = options;
        this.output = output;
    }

    /** Returns the exit code. */
    public int send(List<PreparedRequest> requests) throws InterruptedException {
        if (!options.isWaiting()) {
            sendAll(requests, false);
            return ExitCode.SUCCESS;
        }
        try (LedgerSession session =
                LedgerSession.open(configuration, options.outage().oneAnswer(options.timeout()))) {
            ReceiptPoller watch = new ReceiptPoller(
                    session.ledger(), requests, options.outage().value());
            WaitInterruption interruption = WaitInterruption.expect(session.ledger(), requests, output);
            try {
                sendAll(requests, true);
                return report(watch, session);
            } finally {
                interruption.close();
            }
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

    private int report(ReceiptPoller watch, LedgerSession session) throws InterruptedException {
        WaitingRequestText waiting =
                new WaitingRequestText(session, configuration.profile().wiring().kafka());
        try {
            watch.await(options.timeout(), new ProgressPrinter(waiting));
        } catch (TransientFaultException silent) {
            return giveUp(watch, silent);
        }
        List<RequestRecord> answered = watch.answered();
        List<RunRecord> runs = answered.stream()
                .flatMap(record -> record.runKey().flatMap(session.ledger()::find).stream())
                .toList();
        if (runs.isEmpty()) {
            answered.forEach(record -> print(record, Optional.empty()));
        } else {
            try (ArtifactStore store =
                    StoreFactory.openReadOnly(configuration.profile().wiring().objectStore())) {
                RunDocuments documents = new RunDocuments(store);
                answered.forEach(record -> print(
                        record,
                        record.runKey().flatMap(session.ledger()::find).map(run -> RunOutcome.of(run, documents))));
            }
        }
        watch.unanswered().forEach(request -> print(request, whyUnanswered(request, waiting)));
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

    /** A run goes on while its ledger is silent to this command, which only stops to follow it. */
    private int giveUp(ReceiptPoller watch, TransientFaultException silent) {
        watch.answered().forEach(record -> print(record, Optional.empty()));
        watch.unanswered().forEach(request -> print(request, whyUnanswered(request, silent)));
        output.progress(String.valueOf(silent.getMessage()));
        return ExitCode.TIMED_OUT;
    }

    private static String whyUnanswered(PreparedRequest request, WaitingRequestText waiting) {
        try {
            return waiting.of(request);
        } catch (TransientFaultException fault) {
            return whyUnanswered(request, fault);
        }
    }

    private static String whyUnanswered(PreparedRequest request, TransientFaultException fault) {
        return fault.getMessage() + "; it stays asked for, and `mf explain --request " + request.requestId()
                + "` says what came of it";
    }

    /** What is said on the way. */
    private final class ProgressPrinter implements ReceiptPoller.Listener {
        private final WaitingRequestText waiting;

        ProgressPrinter(WaitingRequestText waiting) {
            this.waiting = waiting;
        }

        @Override
        public void onEvent(RunEvent event) {
            output.progress(line(event));
        }

        @Override
        public void onQuiet(PreparedRequest request) {
            output.progress("... " + waiting.of(request));
        }

        @Override
        public void onLedgerOutage(TransientFaultException fault) {
            output.progress("... the ledger does not answer, it is asked again: " + fault.getMessage());
        }
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

    private void print(RequestRecord answered, Optional<RunOutcome> run) {
        ObjectNode document = Json.object()
                .put("request_id", answered.requestId())
                .put("status", answered.receiptStatus().orElseThrow().name())
                .put("receipt_key", answered.receiptKey());
        document.put("receipt_stored", answered.archivedAt().isPresent());
        answered.receipt().ifPresent(receipt -> document.set("receipt", receipt));
        run.ifPresent(outcome -> document.set("run", outcome.toJson()));
        output.print(
                document,
                () -> "%s: %s%s, receipt %s%s%s"
                        .formatted(
                                answered.requestId(),
                                answered.receiptStatus().orElseThrow(),
                                answered.receipt()
                                        .map(RequestSubmission::reason)
                                        .orElse(""),
                                answered.receiptKey(),
                                answered.archivedAt().isPresent() ? "" : ", which is not in the object store yet",
                                run.map(this::lines).orElse("")));
    }

    private String lines(RunOutcome run) {
        String indented = System.lineSeparator() + "  ";
        return indented + output.pastable().in(String.join(indented, run.lines()));
    }

    private static String reason(JsonNode receipt) {
        String run = receipt.path("run_key").asText();
        String code = receipt.path("error").path("code").asText();
        String message = receipt.path("error").path("message").asText();
        return (run.isEmpty() ? "" : ", run " + run) + (code.isEmpty() ? "" : ", " + code + ": " + message);
    }

    /** @param why it has no answer yet */
    private void print(PreparedRequest unanswered, String why) {
        output.print(
                Json.object()
                        .put("request_id", unanswered.requestId())
                        .put("run_key", unanswered.runKey())
                        .put("status", "TIMED_OUT")
                        .put("message", why),
                () -> output.pastable().in(unanswered.requestId() + ": no receipt yet; " + why));
    }
}

package io.modelfactory.worker.app.cli.inspect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.inspect.ProgressText;
import io.modelfactory.worker.inspect.SituationDocument;
import io.modelfactory.worker.inspect.SituationText;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;

/** Runs, events and requests as documents for programs and as text for people. */
final class RunRenderer {
    private RunRenderer() {}

    static ObjectNode document(RunRecord run) {
        ObjectNode document = Json.objectTree(run);
        document.remove("mode");
        document.put("execution_mode", run.mode().name()).put("at_rest", run.finished());
        run.failureCode()
                .map(FailureCode::category)
                .ifPresent(category -> document.put("failure_category", category.name()));
        return document;
    }

    /** @param progress of each claim, in their order */
    static ObjectNode document(
            RunRecord run, List<RequestRecord> requests, RunSituation situation, List<RunProgress> progress) {
        ObjectNode document = document(run);
        document.set("requests", Json.tree(requests));
        document.set("situation", SituationDocument.of(situation));
        ArrayNode claims = document.putArray("progress");
        progress.forEach(claim -> claims.add(SituationDocument.of(claim)));
        return document;
    }

    static ObjectNode document(RunEvent event) {
        ObjectNode document = Json.objectTree(event);
        document.remove("mode");
        return document.put("execution_mode", event.mode().name());
    }

    static String stateText(RunRecord run) {
        return run.mode() == ExecutionMode.NONE ? run.state().name() : run.state() + " (" + run.mode() + ")";
    }

    static String text(RunEvent event) {
        String detail = event.detail().path("message").asText();
        return "%4d  %s  %-23s %s%s%s"
                .formatted(
                        event.seq(),
                        time(event.occurredAt()),
                        event.type(),
                        event.mode() == ExecutionMode.NONE ? event.state() : event.state() + " (" + event.mode() + ")",
                        event.reason().map(code -> "  " + code).orElse(""),
                        detail.isEmpty() ? "" : "  " + detail);
    }

    /** Stands in the place of what left the ledger with the month of a run or a request. */
    static String detachedHistory(YearMonth month) {
        return "The history of " + month + " was exported and detached; see runbooks/export-history.md.";
    }

    /** @param columns of the terminal, 0 for as many as it takes */
    static String text(
            RunRecord run,
            List<RequestRecord> requests,
            RunSituation situation,
            List<RunProgress> progress,
            int columns) {
        TextTable facts = new TextTable("", "")
                .row("run", run.runKey())
                .row("state", stateText(run) + standing(run, situation))
                .row("platform run", run.platformRunId())
                .row("scope", run.scopeKey())
                .row("intent", run.request().path("intent_kind").asText())
                .row("publish", run.publishRequested() ? "allowed" : "not allowed by any request")
                .row("attempts", run.fullRunAttempts() + " full, " + run.publishRetryAttempts() + " publish only")
                .row("created", time(run.createdAt()))
                .row("started", run.executionStartedAt().map(RunRenderer::time).orElse("not yet"))
                .row("finished", run.finishedAt().map(RunRenderer::time).orElse("not yet"))
                .row("configuration", run.runConfigDigest().orElse("not pinned yet"));
        run.publishOverride()
                .ifPresent(override -> facts.row(
                                "override",
                                "by " + override.requesterPrincipal() + ", " + time(override.grantedAt()) + ", request "
                                        + override.requestId())
                        .row("", override.reason()));
        run.failureCode()
                .ifPresent(code -> facts.row("failure", code + " (" + code.category() + ")")
                        .row("", run.failureMessage().orElse("")));
        if (!run.finished()) {
            List<String> parts = SituationText.parts(run, situation);
            facts.row("work", parts.get(0));
            parts.stream().skip(1).forEach(part -> facts.row("", part));
        }
        progress.forEach(claim -> facts.row(
                "claim " + claim.claim(),
                ProgressText.of(claim) + ", by " + claim.workerId() + ", " + time(claim.updatedAt())));
        return facts.text(columns) + paragraph(requests(requests, columns)) + paragraph(artifacts(run, columns));
    }

    private static String standing(RunRecord run, RunSituation situation) {
        if (run.finished()) {
            return ", idle";
        }
        return situation.isWorkedOn() ? ", in progress" : ", waiting";
    }

    private static String requests(List<RequestRecord> requests, int columns) {
        TextTable table = new TextTable("REQUEST", "COMMAND", "REQUESTER", "SIGNED BY", "RECEIVED", "ANSWER");
        requests.forEach(request -> table.row(
                request.requestId(),
                request.command(),
                request.requesterPrincipal(),
                request.authenticatedBy().map(key -> key.substring(0, 12)).orElse("-"),
                time(request.receivedAt()),
                request.receiptStatus().map(ReceiptStatus::name).orElse("open")));
        return table.text(columns);
    }

    private static String artifacts(RunRecord run, int columns) {
        if (run.refs().isEmpty()) {
            return "The run has written no artifact yet.";
        }
        TextTable table = new TextTable("ARTIFACT", "SHA-256", "BYTES", "KEY");
        new TreeMap<>(run.refs())
                .forEach((name, ref) ->
                        table.row(name, ref.sha256().substring(0, 12), String.valueOf(ref.bytes()), ref.ref()));
        return table.text(columns);
    }

    private static String paragraph(String text) {
        return System.lineSeparator() + System.lineSeparator() + text;
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

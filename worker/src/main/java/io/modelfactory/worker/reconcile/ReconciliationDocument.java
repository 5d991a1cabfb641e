package io.modelfactory.worker.reconcile;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.reconciliation.LedgerCounts;
import io.modelfactory.worker.ledger.reconciliation.LedgerCounts.EventCount;
import io.modelfactory.worker.ledger.reconciliation.LedgerObjects;
import io.modelfactory.worker.ledger.reconciliation.LedgerObjects.ExpectedObject;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationPeriod;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.reconcile.StoredObjectComparison.ReconciliationFinding;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Builds the document of a reconciliation. Nothing in it depends on the worker or the time of the reconciliation. */
final class ReconciliationDocument {
    /** Events whose reason is an anomaly of the run; refusals are counted with their requests. */
    private static final Set<RunEventType> ANOMALOUS =
            EnumSet.of(RunEventType.RUN_FAILED, RunEventType.PUBLISH_PENDING, RunEventType.RUN_HANDED_BACK);

    private final LedgerCounts counts;

    private ReconciliationDocument(LedgerCounts counts) {
        this.counts = counts;
    }

    static ObjectNode of(
            String platformRunId,
            ReconciliationPeriod period,
            LedgerCounts counts,
            LedgerObjects objects,
            int objectsChecked,
            List<ReconciliationFinding> findings) {
        ObjectNode document = Json.object()
                .put("schema_version", "learning.mf_reconciliation.v0")
                .put("platform_run_id", platformRunId)
                .put("objects_checked", objectsChecked);
        ObjectNode about = document.putObject("period").put("kind", period.isFinal() ? "FINAL" : "DAY");
        if (!period.isFinal()) {
            about.put("day", period.name());
        }
        document.set("counters", new ReconciliationDocument(counts).counters());
        ObjectNode refs = document.putObject("refs");
        list(refs.putArray("receipts"), objects.receipts());
        list(refs.putArray("bundles"), objects.bundles());
        list(refs.putArray("lifecycle_events"), objects.lifecycleEvents());
        ArrayNode list = document.putArray("findings");
        findings.forEach(finding -> list.addObject()
                .put("kind", finding.kind().name())
                .put("owner", finding.item().owner())
                .put("name", finding.item().name())
                .put("ref", finding.item().ref().ref())
                .put("sha256", finding.item().ref().sha256()));
        return document;
    }

    private static void list(ArrayNode list, List<ExpectedObject> items) {
        items.forEach(item -> list.add(Json.objectTree(item.ref()).put("owner", item.owner())));
    }

    private ObjectNode counters() {
        ObjectNode counters = Json.object();
        ObjectNode requests = counters.putObject("requests")
                .put("received", counts.requestsReceived())
                .put("open", counts.requestsOpen());
        requests.set("by_status", Json.tree(counts.requestsByStatus()));
        counters.putObject("runs").set("by_state", Json.tree(counts.runsByState()));
        counters.set("events", Json.tree(eventsByType()));
        counters.putObject("attempts")
                .put("full", events(RunEventType.RUN_STARTED, ExecutionMode.FULL))
                .put("publish_only", events(RunEventType.RUN_STARTED, ExecutionMode.PUBLISH_ONLY))
                .put("resumed_later", events(event -> event.type() == RunEventType.RUN_RESUMED));
        counters.putObject("retries")
                .put("handed_back", events(event -> event.type() == RunEventType.RUN_HANDED_BACK))
                .put("requeued", events(event -> event.type() == RunEventType.RUN_REQUEUED))
                .put("publish_only_requested", events(event -> event.type() == RunEventType.PUBLISH_RETRY_REQUESTED));
        counters.putObject("conflicts")
                .put("request_payload", counts.payloadConflicts())
                .put("publish", events(event -> event.reason().equals(FailureCode.PUBLISH_CONFLICT.name())));
        counters.set("refusals", failures(counts.refusals()));
        counters.set("anomalies", failures(anomalies()));
        counters.putObject("outbox")
                .put("pending", counts.pending())
                .put("pending_facts", counts.pendingFacts())
                .put("set_aside", counts.setAside());
        counters.putObject("audits").set("by_outcome", Json.tree(counts.auditsByOutcome()));
        return counters;
    }

    private Map<String, Long> eventsByType() {
        Map<String, Long> byType = new TreeMap<>();
        counts.events().forEach(event -> byType.merge(event.type().name(), event.count(), Long::sum));
        return byType;
    }

    private Map<FailureCode, Long> anomalies() {
        Map<FailureCode, Long> anomalies = new TreeMap<>(counts.refusals());
        counts.events().stream()
                .filter(event ->
                        ANOMALOUS.contains(event.type()) && !event.reason().isEmpty())
                .forEach(event -> anomalies.merge(FailureCode.valueOf(event.reason()), event.count(), Long::sum));
        return anomalies;
    }

    private static ObjectNode failures(Map<FailureCode, Long> byCode) {
        Map<String, Long> byCategory = new TreeMap<>();
        byCode.forEach((code, count) -> byCategory.merge(code.category().name(), count, Long::sum));
        ObjectNode failures = Json.object();
        failures.set("by_category", Json.tree(byCategory));
        failures.set("by_code", Json.tree(byCode));
        return failures;
    }

    private long events(RunEventType type, ExecutionMode mode) {
        return events(event -> event.type() == type && event.mode() == mode);
    }

    private long events(Predicate<EventCount> wanted) {
        return counts.events().stream()
                .filter(wanted)
                .mapToLong(EventCount::count)
                .sum();
    }
}

package io.modelfactory.worker.console.action;

import io.modelfactory.worker.console.DatasetInspections;
import io.modelfactory.worker.console.action.RequestPlan.FieldChange;
import io.modelfactory.worker.console.process.JobQueue;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.audit.ConsoleActionEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Actions that are written down instead of done. */
public final class RecordedActions implements ConsoleRequests, ActionCommands, AutoCloseable {
    public static final String RUN = "tr_0123456789abcdef0123456789abcdef";

    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final List<ConsoleActionEntry> entries = Collections.synchronizedList(new ArrayList<>());
    private final JobQueue queue = new JobQueue(Duration.ofMinutes(1), Clock.systemUTC());
    private volatile boolean ledgerAnswers = true;
    private volatile boolean refuses;
    private volatile String script = "true";

    public ActionRoutes routes() {
        return new ActionRoutes(
                this,
                this,
                queue,
                new ActionAudit(this::append),
                ref -> ref.startsWith("known"),
                new DatasetInspections());
    }

    private void append(ConsoleActionEntry entry) {
        if (!ledgerAnswers) {
            throw new TransientFaultException("the ledger's database: no answer", new IllegalStateException());
        }
        entries.add(entry);
    }

    public List<String> sent() {
        return List.copyOf(sent);
    }

    public List<ConsoleActionEntry> entries() {
        return List.copyOf(entries);
    }

    public void silenceLedger() {
        ledgerAnswers = false;
    }

    public void refuse() {
        refuses = true;
    }

    /** What every job runs from now on. */
    public void script(String text) {
        script = text;
    }

    @Override
    public Map<String, String> againFields(String runKey) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("config_revision", "r1");
        fields.put("publish_allowed", "false");
        return fields;
    }

    @Override
    public RequestPlan planAgain(String principal, String runKey, Map<String, String> settings) {
        return new RequestPlan(
                runKey,
                "tr_another",
                settings.entrySet().stream()
                        .map(entry -> new FieldChange(entry.getKey(), "r1", entry.getValue()))
                        .toList(),
                Optional.empty(),
                settings.isEmpty() ? Optional.of("nothing of its identity changes") : Optional.empty());
    }

    @Override
    public SentRequest requestAgain(String principal, String runKey, Map<String, String> settings) {
        return send("again " + principal + " " + runKey + " " + settings);
    }

    @Override
    public RequestPlan planRetry(String principal, String runKey, String reason) {
        return new RequestPlan(runKey, runKey, List.of(), Optional.empty(), Optional.empty());
    }

    @Override
    public SentRequest retryPublication(String principal, String runKey, String reason) {
        return send("retry " + principal + " " + runKey + " " + reason);
    }

    private SentRequest send(String text) {
        if (refuses) {
            throw new FailureException(FailureCode.RETRY_NOT_PENDING, "the run is not pending");
        }
        sent.add(text);
        return new SentRequest("request-1", RUN, "requests-0@7");
    }

    @Override
    public List<String> verify(String runKey) {
        return shell("verify " + runKey);
    }

    @Override
    public List<String> contents(String manifestRef) {
        return shell("contents " + manifestRef);
    }

    @Override
    public List<String> reproduce(String runKey) {
        return shell("reproduce " + runKey);
    }

    @Override
    public List<String> replay(List<String> positions) {
        return shell("replay " + positions);
    }

    private List<String> shell(String text) {
        sent.add(text);
        return List.of("/bin/sh", "-c", script);
    }

    @Override
    public Optional<LetterPayload> payload(String position) {
        sent.add("payload " + position);
        return Optional.of(
                new LetterPayload("<b>secret</b>", Optional.empty(), Optional.of("it begins with byte 60, not 0")));
    }

    @Override
    public void close() {
        queue.close();
    }
}

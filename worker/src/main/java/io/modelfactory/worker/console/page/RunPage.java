package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.modelfactory.worker.console.live.TrainingCurves.SeenCurve;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import io.modelfactory.worker.console.view.Show;
import io.modelfactory.worker.inspect.explain.Explanation;
import io.modelfactory.worker.ledger.audit.AuditRecord;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.run.PublishOverride;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run.
 *
 * @param explanation why it is in its state
 * @param holder the worker that has it, or had it last and has not given it back
 * @param progress how far its worker has come; empty unless one works on it
 * @param timeline its events, oldest first
 * @param attempts what is known of each claim, in their order
 * @param checks what its gate judged
 * @param requests those that asked for it, oldest first
 * @param evidence what it has written
 * @param publishOverride who had it published although its gate could not decide, and why
 * @param audits references that were followed for it; the first so many
 * @param documentProblems documents that cannot be shown, and why
 * @param detachedMonth of its history, if that was exported and detached
 * @param commands to paste, of the next steps
 */
public record RunPage(
        RunSummary run,
        Explanation explanation,
        Optional<LeaseView> holder,
        Optional<ProgressView> progress,
        List<TimelineEntry> timeline,
        List<RunAttempt> attempts,
        List<GateCheck> checks,
        List<RequestView> requests,
        List<EvidenceView> evidence,
        Optional<BundleRef> bundle,
        Optional<PublishOverride> publishOverride,
        List<AuditRecord> audits,
        List<String> documentProblems,
        Optional<String> detachedMonth,
        List<String> commands)
        implements PageView {

    public RunPage {
        timeline = List.copyOf(timeline);
        attempts = List.copyOf(attempts);
        checks = List.copyOf(checks);
        requests = List.copyOf(requests);
        evidence = List.copyOf(evidence);
        audits = List.copyOf(audits);
        documentProblems = List.copyOf(documentProblems);
        commands = List.copyOf(commands);
    }

    /** @param live whether the lease's time has not come */
    public record LeaseView(String workerId, Optional<String> host, Instant deadline, boolean live) {}

    /**
     * @param text in one line
     * @param part of the stage that is done, from 0 to 1; empty where nothing counts it
     */
    public record ProgressView(
            String stage,
            String text,
            Instant stageStartedAt,
            Optional<Double> part,
            Optional<Integer> round,
            Optional<Integer> rounds,
            SeenCurve curve) {}

    /**
     * An event.
     *
     * @param elapsedSeconds since the event before it
     * @param attempt number of the claim under which it happened, from 1; 0 before the first
     */
    public record TimelineEntry(
            long seq,
            String type,
            String state,
            Instant at,
            Optional<Double> elapsedSeconds,
            int attempt,
            Optional<String> reason,
            Optional<String> worker,
            Optional<String> message) {}

    /** @param authentication how the requester is known */
    public record RequestView(
            String requestId,
            String command,
            String requester,
            String authentication,
            Instant receivedAt,
            Optional<ReceiptStatus> answer) {}

    /** A document or file of the run. */
    public record EvidenceView(String name, String ref, String sha256, long bytes) {}

    @Override
    public String template() {
        return "run.jte";
    }

    @Override
    public String title() {
        return Show.shortKey(run.runKey()) + " " + run.stateText();
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.RUNS;
    }

    /** The sentence without the key that the heading has already. */
    @JsonIgnore
    public String sentence() {
        String text = explanation.sentence();
        return text.startsWith(run.runKey() + " ")
                ? "This run " + text.substring(run.runKey().length() + 1)
                : text;
    }

    /** The requests beyond the first, which the run was made for. */
    @JsonIgnore
    public List<RequestView> converged() {
        return requests.size() < 2 ? List.of() : requests.subList(1, requests.size());
    }
}

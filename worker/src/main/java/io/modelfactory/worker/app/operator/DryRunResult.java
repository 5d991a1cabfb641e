package io.modelfactory.worker.app.operator;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What would become of a request if the intake took it now.
 *
 * @param run the run it asks for, if the ledger has it already
 * @param known the request that owns the id, if there is one
 */
public record DryRunResult(
        PreparedRequest request, SubmissionOutcome outcome, Optional<RunRecord> run, Optional<RequestRecord> known) {

    /** Rehearses the requests together, as one batch: they may contradict each other too. */
    public static List<DryRunResult> of(RunLedger ledger, List<PreparedRequest> requests) {
        List<SubmissionOutcome> outcomes = ledger.dryRun(
                requests.stream().<IntakeEntry>map(PreparedRequest::entry).toList());
        List<DryRunResult> forecasts = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            PreparedRequest request = requests.get(i);
            forecasts.add(new DryRunResult(
                    request, outcomes.get(i), ledger.find(request.runKey()), ledger.request(request.requestId())));
        }
        return forecasts;
    }

    /** The code it would be refused with. */
    public Optional<FailureCode> refusal() {
        return outcome instanceof SubmissionOutcome.Refused refused ? Optional.of(refused.code()) : Optional.empty();
    }

    /**
     * The outcome in a word: {@code NEW}, {@code REQUEUED}, {@code CONVERGED}, {@code DUPLICATE}, a receipt's status
     * such as {@code ALREADY_PUBLISHED}, {@code ALLOWED} for a publish retry or override, or the code of a refusal.
     */
    public String outcomeName() {
        if (outcome instanceof SubmissionOutcome.Refused refused) {
            return refused.code().name();
        } else if (outcome instanceof SubmissionOutcome.Answered answered) {
            return answered.status().name();
        } else if (outcome instanceof SubmissionOutcome.Duplicate) {
            return "DUPLICATE";
        } else if (request.entry() instanceof IntakeEntry.PublishRetryEntry
                || request.entry() instanceof IntakeEntry.PublishOverrideEntry) {
            return "ALLOWED";
        } else if (outcome instanceof SubmissionOutcome.Requeued) {
            return "REQUEUED";
        }
        return outcome instanceof SubmissionOutcome.New ? "NEW" : "CONVERGED";
    }
}

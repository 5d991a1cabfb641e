package io.modelfactory.worker.intake;

import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import io.modelfactory.worker.telemetry.LogFields;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the outcome of each request of a batch: a line in the log, and counters. */
final class IntakeOutcomeReporter {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeOutcomeReporter.class);

    private final String deadLetterTopic;
    private final WorkerMeters meters;

    IntakeOutcomeReporter(String deadLetterTopic, WorkerMeters meters) {
        this.deadLetterTopic = deadLetterTopic;
        this.meters = meters;
    }

    void report(List<IntakeEntry> entries, List<SubmissionOutcome> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            report(entries.get(i), outcomes.get(i));
        }
    }

    @SuppressWarnings("try") // the fields are closed, which is all
    private void report(IntakeEntry entry, SubmissionOutcome outcome) {
        try (LogFields fields = LogFields.of(IntakeTrace.fields(entry))) {
            count(entry, outcome);
        }
    }

    private void count(IntakeEntry entry, SubmissionOutcome outcome) {
        meters.requestReceived(outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        if (outcome instanceof SubmissionOutcome.Refused refused) {
            meters.requestRefused(refused.code());
            String why = entry instanceof IntakeEntry.RefusalEntry refusal ? refusal.message() : "";
            LOG.info("refused {}: {} {}", entry.describe(), refused.code(), why);
        } else if (entry instanceof IntakeEntry.DeadLetterEntry letter) {
            LOG.warn("sent to {}: {}", deadLetterTopic, letter.headers());
        } else {
            if (outcome instanceof SubmissionOutcome.New || outcome instanceof SubmissionOutcome.Requeued) {
                meters.trainRequested();
            }
            LOG.info("{}: {}", entry.describe(), outcome);
        }
    }
}

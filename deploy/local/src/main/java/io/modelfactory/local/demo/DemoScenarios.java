package io.modelfactory.local.demo;

import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The five scenarios of the demonstration; the first is executed twice, on simulated and on real data. All requests are
 * sent at once, after the undecodable record, and their outcomes are checked in the order in which they were sent.
 */
final class DemoScenarios {
    private static final String FRAUD_TRAINING = "config/mf/training_profile_fraud_v0.yaml";
    private static final String FRAUD_GOVERNANCE = "config/mf/governance_profile_fraud_v0.yaml";
    private static final String CREDIT_TRAINING = "config/mf/training_profile_credit_v0.yaml";
    private static final String CREDIT_GOVERNANCE = "config/mf/governance_profile_credit_v0.yaml";
    private static final String STRICT_GOVERNANCE = "config/mf/governance_profile_strict_v0.yaml";
    /** In whose names the demonstration's key signs. */
    static final List<String> REQUESTERS = List.of("USER::analyst", "SYSTEM::retrain-scheduler");

    private static final String ANALYST = REQUESTERS.get(0);
    private static final String SCHEDULER = REQUESTERS.get(1);

    private final ProgressPrinter progress;
    private final RequestSubmitter requestSubmitter;
    private final OutcomeChecker outcomeChecker;
    private final UndecodableRecord undecodableRecord;
    private final BoundedWait wait;
    private final String platformRunId;
    private final String release;
    private final DemoTrainRequest fraud;
    private final DemoTrainRequest repeat;
    private final DemoTrainRequest credit;
    private final DemoTrainRequest strict;
    private final DemoTrainRequest damaged;

    DemoScenarios(
            ProgressPrinter progress,
            RequestSubmitter requestSubmitter,
            OutcomeChecker outcomeChecker,
            UndecodableRecord undecodableRecord,
            BoundedWait wait,
            DemoDatasets datasets,
            DemoNames names,
            String release) {
        this.progress = progress;
        this.requestSubmitter = requestSubmitter;
        this.outcomeChecker = outcomeChecker;
        this.undecodableRecord = undecodableRecord;
        this.wait = wait;
        this.platformRunId = names.platformRunId();
        this.release = release;
        this.fraud = new DemoTrainRequest(
                names.requestId("a-fraud"),
                platformRunId,
                datasets.fraud().manifestKey(),
                FRAUD_TRAINING,
                FRAUD_GOVERNANCE,
                ANALYST,
                "fraud",
                release);
        this.repeat = fraud.requestedBy(SCHEDULER, names.requestId("c-fraud"));
        this.credit =
                creditRequest(names.requestId("a-credit"), datasets.credit().manifestKey(), CREDIT_GOVERNANCE);
        this.strict =
                creditRequest(names.requestId("b-credit"), datasets.credit().manifestKey(), STRICT_GOVERNANCE);
        this.damaged =
                creditRequest(names.requestId("d-credit"), datasets.damaged().manifestKey(), CREDIT_GOVERNANCE);
    }

    List<DemoOutcome> run() {
        RecordMetadata sent = undecodableRecord.send(platformRunId);
        progress.printProgress("sent garbage to the request topic, offset %d:%d", sent.partition(), sent.offset());
        List<DemoTrainRequest> requests = List.of(fraud, repeat, credit, strict, damaged);
        requestSubmitter.send(requests);
        requests.forEach(request -> progress.printProgress("sent %s for %s", request.requestId(), request.requester()));
        DemoOutcome deadLetter = print(undecodableRecord.deadLettered("e garbage to the DLQ", sent, wait));
        return List.of(
                print(outcomeChecker.publishedIfProven("a passes, published", fraud)),
                print(outcomeChecker.published("a passes, published", credit)),
                print(outcomeChecker.gateFailed("b gate fails", strict)),
                print(outcomeChecker.converged("c repeat converges", repeat, fraud)),
                print(outcomeChecker.failed("d digest is wrong", damaged, "DATASET_DIGEST_MISMATCH")),
                deadLetter);
    }

    private DemoTrainRequest creditRequest(String requestId, String manifest, String governance) {
        return new DemoTrainRequest(
                requestId, platformRunId, manifest, CREDIT_TRAINING, governance, ANALYST, "credit", release);
    }

    private DemoOutcome print(DemoOutcome outcome) {
        progress.printProgress("%s: %s is %s", outcome.scenario(), outcome.request(), outcome.state());
        outcome.unproven().ifPresent(why -> progress.printProgress("  not proven: %s", why));
        outcome.violations().forEach(complaint -> progress.printProgress("  BUT %s", complaint));
        return outcome;
    }
}

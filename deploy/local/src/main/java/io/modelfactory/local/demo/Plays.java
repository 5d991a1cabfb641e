package io.modelfactory.local.demo;

import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The demonstration's plot: five plays, of which the first is given twice, on simulated and on real data. All requests are
 * sent at once, the garbage before them, and their outcomes are looked at in the order in which they were sent.
 */
final class Plays {
    private static final String FRAUD_TRAINING = "config/mf/training_profile_fraud_v0.yaml";
    private static final String FRAUD_GOVERNANCE = "config/mf/governance_profile_fraud_v0.yaml";
    private static final String CREDIT_TRAINING = "config/mf/training_profile_credit_v0.yaml";
    private static final String CREDIT_GOVERNANCE = "config/mf/governance_profile_credit_v0.yaml";
    private static final String STRICT_GOVERNANCE = "config/mf/governance_profile_strict_v0.yaml";
    private static final String ANALYST = "USER::analyst";
    private static final String SCHEDULER = "SYSTEM::retrain-scheduler";

    private final Narrator narrator;
    private final Operator operator;
    private final Investigator investigator;
    private final Garbage garbage;
    private final Patience patience;
    private final String platformRunId;
    private final TrainRequest fraud;
    private final TrainRequest repeat;
    private final TrainRequest credit;
    private final TrainRequest strict;
    private final TrainRequest damaged;

    Plays(
            Narrator narrator,
            Operator operator,
            Investigator investigator,
            Garbage garbage,
            Patience patience,
            Datasets datasets,
            DemoNames names) {
        this.narrator = narrator;
        this.operator = operator;
        this.investigator = investigator;
        this.garbage = garbage;
        this.patience = patience;
        this.platformRunId = names.platformRunId();
        this.fraud = new TrainRequest(
                names.requestId("a-fraud"),
                platformRunId,
                datasets.fraud().manifestKey(),
                FRAUD_TRAINING,
                FRAUD_GOVERNANCE,
                ANALYST,
                "fraud");
        this.repeat = fraud.by(SCHEDULER, names.requestId("c-fraud"));
        this.credit =
                creditRequest(names.requestId("a-credit"), datasets.credit().manifestKey(), CREDIT_GOVERNANCE);
        this.strict =
                creditRequest(names.requestId("b-credit"), datasets.credit().manifestKey(), STRICT_GOVERNANCE);
        this.damaged =
                creditRequest(names.requestId("d-credit"), datasets.damaged().manifestKey(), CREDIT_GOVERNANCE);
    }

    List<Outcome> play() {
        RecordMetadata sent = garbage.send(platformRunId);
        narrator.tell("sent garbage to the request topic, offset %d:%d", sent.partition(), sent.offset());
        List<TrainRequest> requests = List.of(fraud, repeat, credit, strict, damaged);
        operator.send(requests);
        requests.forEach(request -> narrator.tell("sent %s for %s", request.requestId(), request.requester()));
        Outcome deadLetter = told(garbage.deadLettered("e garbage to the DLQ", sent, patience));
        return List.of(
                told(investigator.published("a passes, published", fraud)),
                told(investigator.published("a passes, published", credit)),
                told(investigator.gateFailed("b gate fails", strict)),
                told(investigator.converged("c repeat converges", repeat, fraud)),
                told(investigator.failed("d digest is wrong", damaged, "DATASET_DIGEST_MISMATCH")),
                deadLetter);
    }

    private TrainRequest creditRequest(String requestId, String manifest, String governance) {
        return new TrainRequest(requestId, platformRunId, manifest, CREDIT_TRAINING, governance, ANALYST, "credit");
    }

    private Outcome told(Outcome outcome) {
        narrator.tell("%s: %s is %s", outcome.play(), outcome.request(), outcome.state());
        outcome.complaints().forEach(complaint -> narrator.tell("  BUT %s", complaint));
        return outcome;
    }
}

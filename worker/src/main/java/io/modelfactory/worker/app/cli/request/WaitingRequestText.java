package io.modelfactory.worker.app.cli.request;

import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.app.wiring.BrokerAdmin;
import io.modelfactory.worker.app.wiring.ConsumerGroupStatus;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.SituationText;
import io.modelfactory.worker.ledger.activity.WorkerStatus;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** Why a request that was sent has no answer yet. It says of a run only what the ledger says. */
final class WaitingRequestText {
    private static final int WORKERS = 1_000;

    private final LedgerSession session;
    private final Wiring.Kafka kafka;

    WaitingRequestText(LedgerSession session, Wiring.Kafka kafka) {
        this.session = session;
        this.kafka = kafka;
    }

    String of(PreparedRequest request) {
        Optional<RunRecord> run = session.ledger().find(request.runKey());
        boolean taken = session.ledger().request(request.requestId()).isPresent();
        if (taken && run.isPresent()) {
            return text(run.get());
        }
        return request.requestId() + " was not taken in by a worker yet, and waits on its topic: " + consumers()
                + run.map(known -> "; the run is known from another request, in state " + known.state())
                        .orElse("");
    }

    /** Of a run that has work left, or rests while the answer is on its way. */
    private String text(RunRecord run) {
        return run.finished()
                ? run.runKey() + " rests in state " + run.state()
                : run.runKey() + " "
                        + String.join(
                                "; ",
                                SituationText.parts(run, session.situations().situation(run)));
    }

    private String consumers() {
        long alive = session.workers().workers(WORKERS).stream()
                .filter(WorkerStatus::isAlive)
                .count();
        String workers = alive == 0
                ? "no worker is alive in this ledger, start one: `mf worker run`"
                : alive + " alive in this ledger: `mf workers`";
        return members() + "; " + workers;
    }

    private String members() {
        String group = "the consumer group " + kafka.groupId();
        try (BrokerAdmin broker = BrokerAdmin.open(kafka)) {
            int members = ConsumerGroupStatus.of(broker, kafka)
                    .map(ConsumerGroupStatus::members)
                    .orElse(0);
            return members == 0
                    ? "nothing consumes it, " + group + " has no member"
                    : group + " has members: " + members;
        } catch (TransientFaultException | KafkaException unknown) {
            return group + " cannot be looked at";
        }
    }
}
